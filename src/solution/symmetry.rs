//! Symmetries: changes of a solution that keep its function, or its loss.
