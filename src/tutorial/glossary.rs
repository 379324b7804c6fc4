//! The words that reports use.
//!
//! | word | meaning |
//! |---|---|
//! | loss | ℓ = the mean over all pairs (g1, g2) of ‖P(o − onehot(g1·g2))‖²: summed over the d outputs, not divided by d. *zero-mean*: P = I − 11ᵀ/d, outputs matter up to a constant (the paper's). *one-hot*: P = I. A network of zeros has 1 − 1/d and 1. |
//! | scale | the theory multiplies outputs by s = 1/(2d); weights in files are at s = 1. A node's coefficient m is its weights times cbrt(m). |
//! | frequency k | an index of the dual of the group: a character φ_k. k and −k are one pair, written by its smaller index. |
//! | order | of an element: the number of its hidden nodes. Of a frequency: how many live nodes serve it. |
//! | live | a node that still does something. By default gauge-free: by the size of a·b·c, whatever factor stands between the three. Under `--method paper`: the paper's rule, an entry above 0.05. |
//! | faint | a live node that carries at most 5 % of its frequency's Σ\|abc\|: a name may stand beside it. |
//! | mixed | a node that serves several frequencies. |
//! | phases a, b | the unit factor (α, β, conj(αβ)) between a frequency's nodes and the named element; it is a translation of the inputs. |
//! | error | the paper's: how far two nodes' ratios are from each other, by its own formula. |
//! | distance | ours: the relative distance between a frequency's nodes and the named element, ‖z − ẑ‖ / ‖z‖ over abc. |
//! | R_g, R_c, R_n, R_* | the paper's sets of potentials: abc = 1; ā b c, a b̄ c, a b c̄ = 0; \|a\|²c = \|b\|²c = 0; a²c, ā²c, b²c, b̄²c = 0. |
//! | hat | constant output entries that close R_n on nodes whose inputs compute a constant. |
//! | solution | an element whose loss is 0. *proved*: for all values of its parameters, in exact arithmetic. *verified*: to working precision of the type that the weights were stored in. |
//! | certificate | a file from which `check` proves the claim again, by arithmetic of its own. |
