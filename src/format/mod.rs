//! Files: npz, safetensors, PyTorch and JSON.
