//! Networks of any number of operands.

use nalgebra::{DMatrix, DVector};

use super::activation::Activation;
use super::weights::{Network, check_layer};
use crate::group::Group;
use crate::{Error, Result};

/// The weights of a 2-layer network of k operands over a group of order d, with q hidden nodes:
///
/// o(x_1, …, x_k)\[h\] = Σ_j W_c\[h, j\] σ(W_1\[j, x_1\] + … + W_k\[j, x_k\])
///
/// which is to be largest at h = x_1·…·x_k. For k = 2 and squares it is a [`Network`], whose W_1 is called W_a and whose W_2 W_b; of
/// those alone there are elements of the semiring, losses in closed form and proofs.
///
/// ```
/// use cogring::network::{Activation, TupleNetwork};
/// use nalgebra::DMatrix;
/// let (input, output) = (DMatrix::from_element(1, 3, 0.5), DMatrix::from_element(3, 1, 2.0));
/// let network = TupleNetwork::new(&"3".parse()?, vec![input; 4], output)?;
/// assert_eq!(network.outputs(Activation::Square, &[0, 1, 2, 0])[1], 8.0); // 2·(4·0.5)²
/// assert!(network.into_pairs().is_err());
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TupleNetwork {
    group: Group,
    inputs: Vec<DMatrix<f64>>,
    output: DMatrix<f64>,
}

/// What the layers of a network of that many operands are called: `a`, `b`, `c` of two, else `1`, …, `k`, `c`.
#[must_use]
pub fn layer_names(operands: usize) -> Vec<String> {
    let inputs: Vec<String> = match operands {
        2 => ["a", "b"].map(str::to_string).to_vec(),
        _ => (1..=operands).map(|operand| operand.to_string()).collect(),
    };
    inputs.into_iter().chain(["c".to_string()]).collect()
}

impl TupleNetwork {
    /// The network with the given weights: k ≥ 1 matrices of shape q × d, and one of shape d × q.
    ///
    /// # Errors
    /// When there is no input matrix, q = 0, a shape is not as required, or a weight is not finite; the message names the matrix.
    pub fn new(group: &Group, inputs: Vec<DMatrix<f64>>, output: DMatrix<f64>) -> Result<Self> {
        let (d, q) = (group.order(), output.ncols());
        if q == 0 || inputs.is_empty() {
            let found = format!("{} operands and {q} hidden nodes", inputs.len());
            return Err(Error::shape(format!("{found}: a network needs at least one of each")));
        }
        let network = TupleNetwork { group: group.clone(), inputs, output };
        for (at, (name, matrix)) in network.layers().into_iter().enumerate() {
            check_layer(group, &name, matrix, if at < network.operands() { (q, d) } else { (d, q) })?;
        }
        Ok(network)
    }

    /// The group G.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// The number k of operands.
    #[must_use]
    pub fn operands(&self) -> usize {
        self.inputs.len()
    }

    /// The number q of hidden nodes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.output.ncols()
    }

    /// The input layers, q × d each.
    #[must_use]
    pub fn inputs(&self) -> &[DMatrix<f64>] {
        &self.inputs
    }

    /// The output layer, d × q.
    #[must_use]
    pub fn output(&self) -> &DMatrix<f64> {
        &self.output
    }

    /// All layers with their names: `W_a`, `W_b`, `W_c` of two operands, else `W_1`, …, `W_k`, `W_c`.
    #[must_use]
    pub fn layers(&self) -> Vec<(String, &DMatrix<f64>)> {
        let names = layer_names(self.operands()).into_iter().map(|name| format!("W_{name}"));
        names.zip(self.inputs.iter().chain([&self.output])).collect()
    }

    /// The network as one of two operands.
    ///
    /// # Errors
    /// When it has another number of them.
    pub fn into_pairs(self) -> Result<Network> {
        let TupleNetwork { group, inputs, output } = self;
        match <[DMatrix<f64>; 2]>::try_from(inputs) {
            Ok([a, b]) => Network::new(&group, a, b, output),
            Err(inputs) => Err(not_of_pairs(inputs.len())),
        }
    }

    /// The outputs o(x_1, …, x_k) ∈ R^d of one tuple.
    ///
    /// # Panics
    /// When there are not k elements below d, or the activation is the product, which is of two operands.
    #[must_use]
    pub fn outputs(&self, activation: Activation, tuple: &[usize]) -> DVector<f64> {
        assert_eq!(tuple.len(), self.operands(), "an element for every operand");
        assert_ne!(activation, Activation::Product, "the product is of two operands");
        let mut sum = DVector::zeros(self.width());
        self.inputs.iter().zip(tuple).for_each(|(matrix, &x)| sum += matrix.column(x));
        &self.output * sum.map(|x| activation.value(x, 0.0))
    }

    /// The share of the tuples, of all or of some thousand that are spread over all, whose first largest output is at
    /// x_1·…·x_k.
    ///
    /// # Panics
    /// When the activation is the product.
    #[must_use]
    pub fn accuracy(&self, activation: Activation) -> f64 {
        let tuples = self.spread_tuples();
        let is_right = |tuple: &&Vec<usize>| {
            let product = tuple.iter().copied().reduce(|x, y| self.group.multiply(x, y));
            product == Some(self.outputs(activation, tuple).imax())
        };
        tuples.iter().filter(is_right).count() as f64 / tuples.len() as f64
    }

    /// All tuples, or where they are many some thousand of them that are spread over all.
    fn spread_tuples(&self) -> Vec<Vec<usize>> {
        const WORK: usize = 1 << 27;
        let (d, k) = (self.group.order(), self.operands());
        let affordable = (WORK / (d + k) / self.width()).clamp(256, 1 << 14);
        let digits = |place: usize| (0..k).rev().map(|i| place / d.pow(i as u32) % d).collect();
        let all = u32::try_from(k).ok().and_then(|k| d.checked_pow(k)).filter(|&all| all <= affordable);
        if let Some(all) = all {
            return (0..all).map(digits).collect();
        }
        // multiples of 1/r, …, 1/r^k modulo 1 are spread evenly for r^(k + 1) = r + 1, which for k = 1 is the golden ratio
        let root = (0..64).fold(2.0_f64, |r, _| (1.0 + r).powf(1.0 / (k + 1) as f64));
        let element = |at: usize, i: usize| ((at as f64 * root.powi(-(i as i32))).fract() * d as f64) as usize;
        (1..=affordable).map(|at| (1..=k).map(|i| element(at, i).min(d - 1)).collect()).collect()
    }
}

impl From<Network> for TupleNetwork {
    fn from(network: Network) -> Self {
        let (group, [a, b, output]) = network.into_parts();
        TupleNetwork { group, inputs: vec![a, b], output }
    }
}

/// Why a network of k operands is not read as one of two.
pub(crate) fn not_of_pairs(operands: usize) -> Error {
    Error::unsupported(format!(
        "a network of {operands} operand{}, trained to multiply so many elements: the elements of the semiring, and all that is \
         computed from them, are networks of two operands; `cogring features` reads the filters of this one",
        if operands == 1 { "" } else { "s" }
    ))
}
