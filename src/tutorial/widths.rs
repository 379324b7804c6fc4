//! How narrow an exact one-hot network can be: the theorems behind [`narrow`](fn@crate::construct::narrow) and
//! [`LowerBound`](crate::construct::LowerBound), with their proofs.
//!
//! G is a finite group of order d. A network of H nodes is exact when
//! f(a, b)\[h\] = Σ_j c_j\[h\] (u_j\[a\] + w_j\[b\])² = 1 where h = ab, and 0 elsewhere; all weights are real.
//! R\[G\] is the group algebra, I its zero-sum elements (an algebra with unit: R\[G\] without the trivial block), R(A) the bilinear, or tensor,
//! rank of an algebra A over the real numbers, t the number of simple blocks of R\[G\], and r the number of real characters.
//!
//! | group | least width | theorems |
//! |---|---|---|
//! | exponent 1, 2 or 4 | (3d − r)/2 | A, B |
//! | Z3^n | (3d − 1)/2 | A, B |
//! | Z5, Z3 × Z2^n and Z8 × Z2^n for n as in A | R(R\[G\]) + 1: Z5 8, Z6 9, Z8 12, Z8 × Z2 23 | A, C |
//! | Q8 | 12 | Q, B |
//! | S3, D4 | 10, 12 | P, D |
//!
//! ```
//! use cogring::construct::Width;
//! for (name, least) in [("Z4", 5), ("Z3xZ3", 13), ("Z5", 8), ("Z6", 9), ("Z8", 12), ("Q8", 12), ("S3", 10), ("D4", 12)] {
//!     let width = Width::of(&name.parse()?)?;
//!     assert_eq!((width.width, width.is_minimal), (least, true), "{name}");
//! }
//! let z7 = Width::of(&"Z7".parse()?)?;
//! assert_eq!((z7.lower_bound, z7.width), (11, 13)); // between them nobody knows
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! # Theorem A: Abelian groups, from above
//!
//! A *class* is a pair {ψ, ψ̄} of non-real characters that are squares, and N its number of pairs {χ, χ̄} with χ² ∈ {ψ, ψ̄}; each non-real χ
//! of order other than 4 lies in one class. Then there is an exact network of width
//! r + 3·(pairs of order 4) + 3·(pairs of order 3 alone in their class) + 7·(orbits {±k, ±2k} of order 5, both alone) + Σ (3N + 1) over the
//! other classes.
//!
//! *Proof.* One constant node a = b = ½ takes what is left, a function of h alone. A real χ ≠ 1 is the node (χ, χ, χ/2d), whose squares are 1.
//! Let C = Re χ and S = Im χ at a, C' and S' at b, C_h and S_h at h, and t ≠ 0, ±1 real. The nodes (u, w, c) with the functions
//! u1 = C − tS, u2 = C + tS, u3 = tC + S, w = u, u, −u have with c1 = −S_h/(2td), c3 = C_h/((1 − t²)d), c2 = c3 − c1 the product part
//! CC'·(c1 + c2 − t²c3) + SS'·(t²(c1 + c2) − c3) + (CS' + SC')·t(c2 − c1 − c3) = (C_h(CC' − SS') + S_h(CS' + SC'))/d: the label at ±χ.
//! As C² = (1 + Re ψ)/2, S² = (1 − Re ψ)/2 and CS = Im ψ/2 for ψ = χ², their squares are constant up to 2t c2 (Im ψ(a) + Im ψ(b)).
//! At order 4 ψ is real: three nodes do. In a class the characters are oriented with χ_i² = ψ. All but the first take these three nodes, and the
//! first takes four: u4 = tC − S, w = −u beside the others, P = C_h/(2(1 − t²)d), Q = S_h/(4td), and c = P − Q + g, P + Q − g, P − Q − g,
//! P + Q + g. The combination of g has no product part and the squares −4t g (Im ψ(a) + Im ψ(b)), which cancels all others for
//! g = ½ Σ c2. Order 3 alone, where ψ = χ̄: with C_j = Re(χω^−j), ω = exp(2πi/3), the three nodes u = w = 8C_j − 1, c = Re(χω^−2j)/(48d); as
//! (8C_j − 1)² = 33 + 16 C_{−j}(χ̄) their squares cancel the products' linear part. The seven nodes of an orbit of order 5 are the exact
//! network of Z5, lifted. ∎
//!
//! *Checked* for all Abelian groups of order up to 48 by `theorem_a_counts_nodes_by_characters` (the width, from the characters by
//! definition, and the loss of the network), and exactly by `exact_zeros_where_the_irreps_are_exact_and_a_changed_number_is_seen` in
//! `tests/groups/narrow.rs`.
//!
//! # Theorem P: other groups, from above
//!
//! For an irrep ρ of type R and degree n, ρ(g)ᵀDρ(g) = D with D diagonal, the n³ nodes D_l⁻¹ρ_il(a), ρ_lj(b), (n/2d)ρ_ji(h⁻¹) of coefficient D_l
//! compute its part of the label, and Σ_l ρ_il²/D_l = 1/D_i makes their squares constant: width n³, 4n³ for a pair of type C, 14(n/2)³ for
//! type H. Linear characters are those of G/G', by theorem A.
//!
//! *Checked* for all 93 groups of order up to 31 by `all_93_groups_have_loss_zero_at_the_width_that_is_said`.
//!
//! # Theorem Q: the quaternion group, from above
//!
//! For quaternions x, y: 4xy = Σ_α ⟨α, x⟩⟨β, y⟩γ over the eight α = 1 ± i ± j ± k, with β = (1; s3, s1, s2) for α = (1; s1, s2, s3) where
//! s1s2s3 = 1 and (1; s2, s3, s1) where it is −1, and γ = αβ/2, again of signs. On Q8 one component of a quaternion is ±1 and the others are 0,
//! so that every ⟨α, x⟩ is ±1 and every square constant. With three real characters and the constant: width 12.
//! In general a node whose inputs are ±1 has no one-sided terms, and any bilinear algorithm with such forms transfers at no cost.
//!
//! *Checked* in integers by `the_quaternion_product_is_eight_products_of_signs`.
//!
//! # Theorem B: every group, from below
//!
//! H ≥ R(I) + 1, and R(I) ≥ 2(d − 1) − (t − 1) by Alder and Strassen (1981): H ≥ 2d − t
//! ([`lower_bound::tensor_rank`](crate::construct::lower_bound::tensor_rank)).
//!
//! *Proof.* For zero-sum α and β: 2 Σ_j c_j(h) α(u_j) β(w_j) = (α∗β)(h), where α(u) = Σ_a α(a) u(a). So the *active* nodes, both of whose inputs are
//! non-constant, are a bilinear algorithm of I; let M_j = \[u_j\] ⊗ \[w_j\] be their classes modulo constants, and c_j⁰ = Σ_h c_j(h). As α∗β has
//! zero sum, Σ c_j⁰ M_j = 0. If H = R(I), all nodes are active and the M_j are independent, for a dependent minimal algorithm would shorten. So
//! all c_j⁰ = 0. But Σ_h f = 1 = Σ_j c_j⁰ (u_j + w_j)²: a contradiction. ∎
//!
//! *Checked*: the identity of active nodes by `active_nodes_are_an_algorithm_of_the_zero_sum_elements`, the bounds against all widths by
//! `widths_and_bounds_are_the_theorems`.
//!
//! **Lemma 1.** If H = R(I) + 1, then f = Σ_j c_j (u_j + w_j)² + k(h) with R(I) nodes that are a minimal algorithm of I, and zero-sum c_j.
//! *Proof.* With R(I) active nodes all c_j⁰ = 0 by independence, and the last node, one-sided, has c⁰(const + w(b))² = 1: it is a function of h.
//! With R(I) + 1, c⁰ ≠ 0 spans the relations of the M_j, as two relations would shorten the algorithm below R(I). Take i with c_i⁰ ≠ 0, κ_j = c_j⁰/c_i⁰
//! and c_j'' = c_j − κ_j c_i. Then f = Σ_{j≠i} c_j'' (u_j + w_j)² + c_i(h) Σ_j κ_j (u_j + w_j)²; summed over h the second sum is seen to be a
//! constant other than 0. ∎
//!
//! **Lemma 2** (splitting; after Auslander and Winograd). Let A be a product of t fields R or C, n = dim A. Then R(A) = 2n − t, and in a minimal
//! algorithm Σ f_j(x) g_j(y) w_j each f_j, g_j, w_j lives in one factor, 2 dim A_i − 1 of them in factor i.
//! *Proof.* At an invertible x multiplication has rank n, so at most N − n = n − t of the N = 2n − t forms f_j vanish there. The f_j span A*; extend
//! one to a basis of them. For J in the basis, |J| = n − t + 1, the common kernel of dimension t − 1 has no invertible element, so it lies in one
//! {x_i = 0}: A_i* ⊂ span J. Let S_i be the least set of basis elements with A_i* in its span. No t − 1 elements meet all of S_1, …, S_t, so that
//! these are disjoint; |S_i| ≥ dim A_i and Σ|S_i| ≤ n make span S_i = A_i*: every basis form is pure, and so is every g_j. Factor i needs
//! 2 dim A_i − 1 nodes with f and g in A_i*, which add up to N. The other components of w_j vanish, as the f_j ⊗ g_j are independent. With fewer than
//! 2n − t the same count ends in a contradiction. ∎
//!
//! # Theorem C: characters whose squares are left, from below
//!
//! For an Abelian group whose exponent does not divide 4 and is not 3: H ≥ R(R\[G\]) + 1 = (3d − r)/2 + 1
//! ([`lower_bound::squares`](crate::construct::lower_bound::squares)).
//!
//! *Proof.* There is a character χ of order other than 1, 2, 3, 4. If H = R(R\[G\]) = R(I) + 1, by the lemmas the part at χ comes from three nodes
//! u_j = const + 2 Re(x_jχ), w_j = const + 2 Re(y_jχ) with c_j in the plane of χ, and k(h). As χ² is neither real nor χ̄, the frequency χ² in a comes
//! from the u_j² alone: Σ_j c_j(h) x_j² = 0. Three vectors that span a plane have one relation ε over R, so x_j² = λε_j with λ ∈ C: the x_j lie on two
//! lines through 0, and two of them are real multiples of each other. But the forms of a minimal algorithm of C are pairwise independent. ∎
//!
//! *Checked*: `the_hypotheses_of_the_bounds_are_those_of_the_theorems` tests for which groups the bound is given.
//!
//! # Lemma 3 and theorem B at the quaternions
//!
//! R(R × B) = 1 + R(B), and minimal algorithms of R × B split. *Proof.* Take f_1 = (1, φ). On its kernel x = (−φ(x_B), x_B) the other N − 1 products
//! compute B, so N = 1 + R(B), and they are minimal for B. At y = (1, 0): Σ_{j≥2} f_j'(x_B) g_j(1, 0) w_j = (−φ(x_B), 0); the B-part, and independence
//! of f_j' ⊗ π_B w_j, give g_j(1, 0) = 0, so φ = 0; then count as in lemma 2. ∎
//!
//! So R(R^s × H) = s + 8, as R(H) = 8 (Howell and Lafon 1975, de Groote 1975): where R\[G\] is R^s × H with the trivial block among the s,
//! H ≥ s + 8 ([`lower_bound::quaternions`](crate::construct::lower_bound::quaternions)). At Q8, s = 4: 12.
//!
//! # Theorem D: matrices with a determinant, from below
//!
//! H(S3) ≥ 10 and H(D4) ≥ 12 ([`lower_bound::determinant`](crate::construct::lower_bound::determinant), wherever R\[G\] is R^s × M2(R), det ρ ≠ 1 and Sym²ρ does
//! not contain det ρ).
//!
//! *Proof.* With one node less, lemmas 1 and 3 leave seven nodes u_j = const + Σ (α_j)_ik ρ_ik, a minimal algorithm of M2(R). The coefficient of the
//! character det ρ in u_j² is det α_j, as Λ²ρ = det ρ and Sym²ρ does not contain it. So Σ_j c_j(h) det α_j = 0. By de Groote (1978) all algorithms of
//! seven products are Strassen's up to GL2³, in which exactly one α_j has rank 2. Its c_j is 0: a contradiction. ∎
//!
//! *Checked*: `one_of_strassens_products_has_rank_two` and `the_hypotheses_of_the_bounds_are_those_of_the_theorems`.
//!
//! # What is not known
//!
//! Z7 has 11 to 13, Z9 14 to 16, D5 at most 18; whether every class needs a node of its own; whether n³ is least for an irrep of type R.
