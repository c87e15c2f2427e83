//! Compressed sparse rows: the list of a projection's synapses.

/// Synapses, row by row: those of one postsynaptic neuron follow each other, in ascending order of the presynaptic one.
///
/// Whatever has a value per synapse (weights, momentum) has it in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csr {
    /// Where each postsynaptic neuron's synapses begin, and where the last one's end (post + 1).
    starts: Vec<u32>,
    /// The presynaptic neuron of each synapse.
    columns: Vec<u32>,
}

impl Csr {
    /// More synapses than this, in the mean, are refused: each has a 32-bit place.
    pub const MOST: f64 = 4.0e9;

    /// An empty list with room for about `expected` synapses. Rows are added in order.
    pub fn begin(expected: f64) -> Csr {
        // Numbers drawn by chance exceed this once in 10⁹ times, and then the vector grows.
        Csr { starts: vec![0], columns: Vec::with_capacity((expected + 6.0 * expected.sqrt()) as usize) }
    }

    /// Adds synapses of the present row. Presynaptic neurons ascend within a row.
    pub fn extend(&mut self, columns: impl IntoIterator<Item = usize>) {
        self.columns.extend(columns.into_iter().map(|column| column as u32));
        debug_assert!(self.columns[self.start()..].is_sorted_by(|a, b| a < b), "a row ascends");
    }

    /// Ends the present row.
    pub fn end_row(&mut self) {
        self.starts.push(u32::try_from(self.columns.len()).expect("fewer than Csr::MOST synapses were expected"));
    }

    fn start(&self) -> usize {
        self.starts[self.starts.len() - 1] as usize
    }

    /// Number of synapses.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// True where no synapse exists.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Postsynaptic neurons.
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Where each row begins, and where the last one ends (post + 1), never falling.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// The presynaptic neuron of each synapse.
    pub fn columns(&self) -> &[u32] {
        &self.columns
    }

    /// The places of a postsynaptic neuron's synapses.
    pub fn row(&self, post: usize) -> std::ops::Range<usize> {
        self.starts[post] as usize..self.starts[post + 1] as usize
    }

    /// The place of the synapse from `pre` to `post`, if there is one.
    pub fn place(&self, post: usize, pre: usize) -> Option<usize> {
        let row = (post < self.rows()).then(|| self.row(post))?;
        let within = self.columns[row.clone()].binary_search(&u32::try_from(pre).ok()?).ok()?;
        Some(row.start + within)
    }

    /// The same synapses by presynaptic neuron (of `columns` in all), and where each of them stands here.
    pub fn transposed(&self, columns: usize) -> (Csr, Vec<u32>) {
        let mut starts = vec![0_u32; columns + 1];
        self.columns.iter().for_each(|&column| starts[column as usize + 1] += 1);
        (0..columns).for_each(|column| starts[column + 1] += starts[column]);
        let mut next = starts.clone();
        let (mut rows, mut places) = (vec![0; self.len()], vec![0; self.len()]);
        for (place, (row, column)) in self.iter().enumerate() {
            let to = next[column] as usize;
            (rows[to], places[to]) = (row as u32, place as u32);
            next[column] += 1;
        }
        (Csr { starts, columns: rows }, places)
    }

    /// `(post, pre)` of every synapse, in order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.rows()).flat_map(|post| self.columns[self.row(post)].iter().map(move |&pre| (post, pre as usize)))
    }
}
