//! Where the entries of an array lie when its dimensions have arbitrary strides.

/// The places of the entries of an array, last index fastest: start + Σ_l i_l · stride_l. Places beyond the largest
/// number are given as that number, which no storage reaches.
pub(crate) fn places(shape: &[usize], strides: &[usize], start: usize) -> impl Iterator<Item = usize> {
    assert_eq!(shape.len(), strides.len(), "one stride per dimension");
    let (shape, strides) = (shape.to_vec(), strides.to_vec());
    let mut index = vec![0usize; shape.len()];
    let mut done = shape.contains(&0);
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let place = index
            .iter()
            .zip(&strides)
            .fold(start, |place, (&at, &stride)| place.saturating_add(at.saturating_mul(stride)));
        done = true;
        for l in (0..shape.len()).rev() {
            index[l] += 1;
            if index[l] < shape[l] {
                done = false;
                break;
            }
            index[l] = 0;
        }
        Some(place)
    })
}

/// The strides of a column-major (Fortran) array.
pub(crate) fn column_major(shape: &[usize]) -> Vec<usize> {
    shape
        .iter()
        .scan(1usize, |stride, &n| {
            let this = *stride;
            *stride = stride.saturating_mul(n);
            Some(this)
        })
        .collect()
}
