//! Gradient descent with exact full-batch gradients.
