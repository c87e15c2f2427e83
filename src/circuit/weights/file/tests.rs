use super::*;
use crate::circuit::weights::InitialWeights;
use crate::rng::host_rng;
use npyz::WriterBuilder;
use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};

/// Weights h1 [2 × 3] = 0, 1, 2, 3, 4, 5 and h2 [3].
fn npz() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut archive = npyz::npz::NpzWriter::new(&mut bytes);
    for (name, shape) in [("h1", vec![2, 3]), ("h2", vec![3])] {
        let array = archive.array::<f32>(name, Default::default()).unwrap();
        let mut array = array.default_dtype().shape(&shape).begin_nd().unwrap();
        let length: u64 = shape.iter().product();
        array.extend((0..length).map(|i| i as f32)).unwrap();
        array.finish().unwrap();
    }
    drop(archive);
    bytes.into_inner()
}

fn npy(descr: &str, fortran: &str, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(numbers);
    bytes
}

fn doubles(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn safetensors(numbers: &[f64]) -> Vec<u8> {
    let bytes = doubles(numbers);
    let view = TensorView::new(Dtype::F64, vec![2, numbers.len() / 2], &bytes).unwrap();
    safetensors::serialize([("h1", view)], None).unwrap()
}

fn read(file: &str, bytes: &[u8], name: Option<&str>, post: usize, pre: usize) -> Result<Vec<f32>, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(file), bytes).unwrap();
    let model = FromFile { path: file.into(), name: name.map(String::from) };
    InitialWeights::from(model)
        .draw(Shape::dense(post, pre), &mut host_rng(0, "weights"), folder.path())
        .map_err(|error| error.to_string())
}

const COUNT: [f64; 6] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
const WEIGHTS: [f32; 6] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];

#[test]
fn every_kind_of_file_gives_the_same_weights() {
    assert_eq!(read("w.npz", &npz(), Some("h1"), 2, 3).unwrap(), WEIGHTS);
    assert_eq!(read("w.safetensors", &safetensors(&COUNT), None, 2, 3).unwrap(), WEIGHTS);
    assert_eq!(read("w.npy", &npy("<f8", "False", "(2, 3)", &doubles(&COUNT)), None, 2, 3).unwrap(), WEIGHTS);
    let big: Vec<u8> = WEIGHTS.iter().flat_map(|w| w.to_be_bytes()).collect();
    assert_eq!(read("w.npy", &npy(">f4", "False", "(2, 3)", &big), None, 2, 3).unwrap(), WEIGHTS);
    let columns = doubles(&[0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(read("w.npy", &npy("<f8", "True", "(2, 3)", &columns), None, 2, 3).unwrap(), WEIGHTS);
    assert_eq!(read("w.npz", &npz(), Some("h2"), 3, 1).unwrap(), WEIGHTS[..3], "a column without its second axis");
}

#[test]
fn an_array_that_does_not_exist_is_answered_with_those_that_do() {
    let text = read("w.npz", &npz(), Some("h3"), 2, 3).unwrap_err();
    assert!(text.ends_with("w.npz: holds no array `h3`; did you mean `h1`? legal here: `h1`, `h2`"), "{text}");
    let text = read("w.npz", &npz(), None, 2, 3).unwrap_err();
    assert!(text.contains("holds several arrays; write name:") && text.contains("`h2`"), "{text}");
    let text = read("w.safetensors", &safetensors(&COUNT), Some("layer"), 2, 3).unwrap_err();
    assert!(text.contains("holds no array `layer`; legal here: `h1`"), "{text}");
}

#[test]
fn a_wrong_shape_is_refused_and_a_transpose_is_recognised() {
    let text = read("w.npz", &npz(), Some("h1"), 4, 3).unwrap_err();
    assert!(text.ends_with("`h1` has the shape [2, 3], the projection needs [4, 3] (post × pre)"), "{text}");
    let text = read("w.npz", &npz(), Some("h1"), 3, 2).unwrap_err();
    assert!(text.ends_with("; save its transpose"), "{text}");
    assert!(read("w.npz", &npz(), Some("h2"), 1, 3).is_err());
}

#[test]
fn a_weight_that_is_no_finite_float32_is_refused_with_its_place() {
    for (bad, shown) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (1e39, "1e39")] {
        let mut numbers = COUNT;
        numbers[4] = bad;
        let text = read("w.safetensors", &safetensors(&numbers), Some("h1"), 2, 3).unwrap_err();
        assert!(text.contains(&format!("`h1` has {shown} at [1, 1]")), "{text}");
    }
}

#[test]
fn a_file_that_is_no_array_is_refused_with_the_reason() {
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("w.txt", vec![], "is not a .npz, .npy or .safetensors file"),
        ("w.npy", b"hello, world".to_vec(), "does not begin like a .npy array"),
        ("w.npy", b"\x93NUM".to_vec(), "ends within its header"),
        ("w.npy", npy("<f8", "False", "(2, 3)", &[0; 47]), "48 bytes of numbers should follow its header, found 47"),
        ("w.npy", npy("<i8", "False", "(2, 3)", &[0; 48]), "the array holds <i8; save it as float32 or float64"),
        ("w.npy", npy("<f8", "Perhaps", "(2, 3)", &[0; 48]), "its header is {'descr'"),
        ("w.npz", vec![0; 40], "is damaged or another kind of file"),
        ("w.safetensors", vec![255; 40], "is damaged or another kind of file"),
    ];
    for (file, bytes, reason) in cases {
        let text = read(file, &bytes, None, 2, 3).unwrap_err();
        assert!(text.contains(reason), "{reason:?} is not in {text}");
    }
    let missing = FromFile { path: "no-such.npz".into(), name: None };
    let text = missing.read(Shape::dense(1, 1), Path::new("folder")).unwrap_err().to_string();
    assert!(text.starts_with("folder/no-such.npz: cannot be read: "), "{text}");
}

#[test]
fn a_header_that_claims_too_much_is_an_error_before_any_number_is_read() {
    for shape in ["(4294967296, 4294967296, 4294967296)", "(99999999999999999999,)", "(2, -3)"] {
        assert!(read("w.npy", &npy("<f8", "False", shape, &[]), None, 2, 3).is_err());
    }
    let folder = tempfile::tempdir().unwrap();
    let huge = npy("<f8", "False", "(1000000, 1000000)", &[]);
    std::fs::write(folder.path().join("w.npy"), huge).unwrap();
    let model = FromFile { path: "w.npy".into(), name: None };
    let text = model.read(Shape::dense(1_000_000, 1_000_000), folder.path()).unwrap_err().to_string();
    assert!(text.contains("should follow its header, found 0"), "{text}");
}

proptest! {
    #[test]
    fn no_bytes_make_the_readers_panic(
        kind in 0_usize..3,
        cut in 0_usize..1200,
        changes in prop::collection::vec((0_usize..1200, any::<u8>()), 0..5),
    ) {
        let (file, mut bytes) = match kind {
            0 => ("w.npz", npz()),
            1 => ("w.npy", npy("<f8", "True", "(2, 3)", &doubles(&COUNT))),
            _ => ("w.safetensors", safetensors(&COUNT)),
        };
        let length = bytes.len();
        changes.into_iter().for_each(|(at, byte)| bytes[at % length] = byte);
        bytes.truncate(cut);
        if let Ok(weights) = read(file, &bytes, Some("h1"), 2, 3) {
            prop_assert!(weights.iter().all(|w| w.is_finite()));
        }
    }
}

#[test]
fn sparse_weights_are_read_from_a_matrix_with_zeros_or_as_a_list() {
    use crate::circuit::connectivity::{Blocks, Connectivity, Sides};
    let blocks = Blocks { count: 2, within: 1.0, between: 0.0 };
    let csr = Connectivity::from(blocks).draw(Sides::plain(2, 4), 1, "a_b");
    let folder = tempfile::tempdir().unwrap();
    let read = |shape: &str, numbers: &[f64]| {
        std::fs::write(folder.path().join("w.npy"), npy("<f8", "False", shape, &doubles(numbers))).unwrap();
        let shape = Shape { sparse: Some(&csr), ..Shape::dense(2, 4) };
        FromFile { path: "w.npy".into(), name: None }.read(shape, folder.path()).map_err(|error| error.to_string())
    };
    let matrix = [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 3.0, 4.0];
    let listed = Ok(vec![1.0, 2.0, 3.0, 4.0]);
    assert_eq!(read("(2, 4)", &matrix), listed);
    assert_eq!(read("(4,)", &[1.0, 2.0, 3.0, 4.0]), listed);
    assert_eq!(read("(4, 1)", &[1.0, 2.0, 3.0, 4.0]), listed);
    for cell in [2, 3, 4, 5] {
        let mut wrong = matrix;
        wrong[cell] = 0.5;
        let text = read("(2, 4)", &wrong).unwrap_err();
        let place = format!("has 5e-1 at [{}, {}], where the connectivity has no synapse", cell / 4, cell % 4);
        assert!(text.contains(&place), "{text}");
    }
    let text = read("(4, 2)", &matrix).unwrap_err();
    assert!(text.contains("needs [2, 4] (post × pre) or [4] (its synapses, row by row)"), "{text}");
    let text = read("(4,)", &[1.0, 2.0, f64::NAN, 4.0]).unwrap_err();
    assert!(text.contains("NaN at [2, 0]"), "{text}");
}

/// Weights 1 to 4 of the synapses given, in an archive and as safetensors.
fn listed(pairs: &[[i64; 2]]) -> [(&'static str, Vec<u8>); 2] {
    let mut archived = std::io::Cursor::new(Vec::new());
    let mut archive = npyz::npz::NpzWriter::new(&mut archived);
    let array = archive.array::<f32>("w", Default::default()).unwrap();
    let mut array = array.default_dtype().shape(&[4]).begin_nd().unwrap();
    array.extend([1.0, 2.0, 3.0, 4.0]).unwrap();
    array.finish().unwrap();
    let array = archive.array::<i64>("w_synapses", Default::default()).unwrap();
    let mut array = array.default_dtype().shape(&[pairs.len() as u64, 2]).begin_nd().unwrap();
    array.extend(pairs.as_flattened().iter().copied()).unwrap();
    array.finish().unwrap();
    drop(archive);
    let (numbers, places) = (doubles(&[1.0, 2.0, 3.0, 4.0]), pairs.as_flattened());
    let places: Vec<u8> = places.iter().flat_map(|place| (*place as i32).to_le_bytes()).collect();
    let weights = TensorView::new(Dtype::F64, vec![4, 1], &numbers).unwrap();
    let synapses = TensorView::new(Dtype::I32, vec![pairs.len(), 2], &places).unwrap();
    let named = [("w", weights), ("w_synapses", synapses)];
    [("w.npz", archived.into_inner()), ("w.safetensors", safetensors::serialize(named, None).unwrap())]
}

#[test]
fn a_list_that_names_its_synapses_goes_by_them_and_by_nothing_else() {
    use crate::circuit::connectivity::{Blocks, Connectivity, Sides};
    let blocks = Blocks { count: 2, within: 1.0, between: 0.0 };
    let csr = Connectivity::from(blocks).draw(Sides::plain(2, 4), 1, "a_b");
    let folder = tempfile::tempdir().unwrap();
    let read = |(file, bytes): &(&str, Vec<u8>)| {
        std::fs::write(folder.path().join(file), bytes).unwrap();
        let shape = Shape { sparse: Some(&csr), ..Shape::dense(2, 4) };
        let model = FromFile { path: (*file).into(), name: Some("w".into()) };
        model.read(shape, folder.path()).map_err(|error| error.to_string())
    };
    for file in listed(&[[0, 0], [0, 1], [1, 2], [1, 3]]) {
        assert_eq!(read(&file), Ok(vec![1.0, 2.0, 3.0, 4.0]), "{}", file.0);
    }
    // The same synapses in another order.
    for file in listed(&[[1, 3], [0, 1], [1, 2], [0, 0]]) {
        assert_eq!(read(&file), Ok(vec![4.0, 2.0, 3.0, 1.0]), "{}", file.0);
    }
    for (pairs, words) in [
        (
            &[[0, 0], [0, 1], [1, 2], [0, 2]][..],
            "1 of its 4 are not among the projection's 4, and 1 of those are not in the",
        ),
        (&[[0, 2], [0, 3], [1, 0], [1, 1]], "4 of its 4 are not among the projection's 4"),
        (&[[0, 0], [0, 1], [1, 2], [1, 1 << 31]], "1 of its 4 are not among"),
        (&[[0, 0], [0, 1], [1, 2], [1, 2]], "`w_synapses` has the synapse [1, 2] twice"),
        (&[[0, 0], [0, 1], [1, 2]], "`w_synapses` tells of 3 synapses, but there are 4 weights"),
    ] {
        let [archive, tensors] = listed(pairs);
        let said = read(&archive).unwrap_err();
        assert!(said.contains(words), "{said}");
        if pairs.len() == 4 && pairs[3][1] < 1 << 31 {
            assert_eq!(read(&tensors).unwrap_err(), said.replace("w.npz", "w.safetensors"));
        }
    }
    let said = read(&listed(&[[0, 0], [0, -1], [1, 2], [1, 3]])[1]).unwrap_err();
    assert!(said.contains("`w_synapses` holds -1, which is no neuron"), "{said}");
}
