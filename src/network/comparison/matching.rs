//! Which nodes of two networks are compared with which.

use itertools::Itertools as _;

use super::MatchedNodes;
use super::nodes::Nodes;

/// Which nodes are compared with which.
pub(super) struct Matching {
    pub gain: f64,
    pairs: Vec<(usize, usize)>,
}

impl Matching {
    /// The pairs with the largest total gain.
    pub fn of(x: &Nodes, y: &Nodes) -> Self {
        let gains: Vec<Vec<f64>> =
            x.0.iter().map(|node| y.0.iter().map(|other| node.gain(other).0).collect()).collect();
        let pairs = assignment(&gains);
        Matching { gain: pairs.iter().map(|&(i, j)| gains[i][j]).sum(), pairs }
    }

    pub fn distance(&self, x: &Nodes, y: &Nodes) -> f64 {
        let all = x.norm_squared() + y.norm_squared();
        if all > 0.0 { ((all - self.gain).max(0.0) / all).sqrt() } else { 0.0 }
    }

    pub fn nodes(&self, x: &Nodes, y: &Nodes) -> Vec<MatchedNodes> {
        let pair = |&(i, j): &(usize, usize)| {
            let (node, other) = (&x.0[i], &y.0[j]);
            let (gain, flipped) = node.gain(other);
            let all = node.norm_squared + other.norm_squared;
            let distance = ((all - gain).max(0.0) / all).sqrt();
            (gain > 0.0).then_some(MatchedNodes { left: node.index, right: other.index, flipped, distance })
        };
        self.pairs.iter().filter_map(pair).sorted_by_key(|pair| pair.left).collect()
    }
}

/// Pairs (row, column), no row or column twice, with the largest total of `gains` (all at least 0): the Hungarian method with
/// potentials, O(n² m) for the smaller number n of rows and columns.
fn assignment(gains: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (rows, columns) = (gains.len(), gains.first().map_or(0, Vec::len));
    if rows > columns {
        let turned: Vec<Vec<f64>> = (0..columns).map(|j| gains.iter().map(|row| row[j]).collect()).collect();
        return assignment(&turned).into_iter().map(|(j, i)| (i, j)).collect();
    }
    // Rows and columns count from 1; column 0 holds the row that looks for a column.
    let (mut of_row, mut of_column) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_at = vec![0; columns + 1];
    for row in 1..=rows {
        row_at[0] = row;
        let (mut least, mut before, mut done) =
            (vec![f64::INFINITY; columns + 1], vec![0; columns + 1], vec![false; columns + 1]);
        let mut at = 0;
        while row_at[at] != 0 {
            done[at] = true;
            let (from, mut delta, mut next) = (row_at[at], f64::INFINITY, 0);
            for column in (1..=columns).filter(|&column| !done[column]) {
                let cost = -gains[from - 1][column - 1] - of_row[from] - of_column[column];
                if cost < least[column] {
                    (least[column], before[column]) = (cost, at);
                }
                if least[column] < delta {
                    (delta, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if done[column] {
                    of_row[row_at[column]] += delta;
                    of_column[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            let previous = before[at];
            row_at[at] = row_at[previous];
            at = previous;
        }
    }
    (1..=columns).filter(|&column| row_at[column] != 0).map(|column| (row_at[column] - 1, column - 1)).collect()
}
