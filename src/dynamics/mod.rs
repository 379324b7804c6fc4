//! Zero-loss paths, potential kernels, trajectories of potentials.
