//! The number of hidden nodes of sums, products and powers, from those of their parts; `None` when it exceeds 2¹²⁸.

/// ord(x + y + …).
pub(super) fn sum(orders: impl Iterator<Item = Option<u128>>) -> Option<u128> {
    orders.into_iter().try_fold(0u128, |sum, order| sum.checked_add(order?))
}

/// ord(x * y * …). Zero annihilates even what is too large to count.
pub(super) fn product(orders: impl Iterator<Item = Option<u128>>) -> Option<u128> {
    let orders: Vec<_> = orders.collect();
    if orders.contains(&Some(0)) {
        return Some(0);
    }
    orders.into_iter().try_fold(1u128, |product, order| product.checked_mul(order?))
}

/// ord(xⁿ).
pub(super) fn power(order: Option<u128>, exponent: u64) -> Option<u128> {
    match order? {
        _ if exponent == 0 => Some(1),
        order @ (0 | 1) => Some(order),
        order => order.checked_pow(u32::try_from(exponent).ok()?),
    }
}
