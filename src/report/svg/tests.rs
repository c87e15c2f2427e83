use super::*;
use crate::circuit::load_text;
use std::path::Path;

const LEAKY: &str = r#"Circuit(
    name: "a <loop> & a \"name\"",
    task: pulse(inputs: 3),
    populations: {
        "pulse": input,
        "exc": rate(size: 400, tau: 20.0),
        "inh": rate(size: 100, activation: threshold_linear, tau: 10.0),
        "motor": rate(size: 2, tau: 5.0),
    },
    projections: [
        (from: "pulse", to: "exc"), (from: "exc", to: "exc", delay: 1), (from: "exc", to: "exc", delay: 10),
        (from: "exc", to: "inh", delay: 1), (from: "inh", to: "exc", delay: 2), (from: "inh", to: "inh", delay: 2),
        (from: "exc", to: "motor"), (from: "motor", to: "exc", delay: 5), (from: "motor", to: "inh", delay: 7),
    ],
)"#;

/// A circuit of twelve populations in chains of different lengths, each with a name longer than its box.
fn wide(credit: &str) -> Circuit {
    let mut populations = String::from("\"input\": input,");
    let mut projections = String::new();
    for (i, from) in [0, 0, 1, 1, 2, 3, 3, 4, 5, 6].iter().enumerate() {
        let name = |i: usize| if i == 0 { "input".into() } else { format!("population_with_a_very_long_name_{i}") };
        let to = name(i + 1);
        populations += &format!("\"{to}\": rate(size: {}),", 4 << i);
        projections += &format!("(from: \"{}\", to: \"{to}\"), (from: \"{to}\", to: \"answer\"),", name(*from));
    }
    populations += "\"answer\": rate(size: 10, activation: identity)";
    let task = "task: digits, projections: ";
    load(&format!("Circuit({task}[{projections}], populations: {{{populations}}}, credit: {credit})"))
}

fn load(text: &str) -> Circuit {
    load_text(text, Path::new("drawn.ron"), &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false))).circuit
}

/// Names of elements in the order in which they close; panics where a document is not well-formed.
fn closed(document: &str) -> Vec<&str> {
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for piece in document.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every tag ends");
        assert!(!text.contains('>') && tag.matches('"').count() % 2 == 0, "{piece}");
        match tag.strip_prefix('/') {
            Some(name) => {
                assert_eq!(open.pop(), Some(name));
                closed.push(name);
            }
            None => {
                let name = tag.split([' ', '/']).next().unwrap_or_default();
                if tag.ends_with('/') { closed.push(name) } else { open.push(name) }
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    closed
}

const SOURCES: [&str; 7] = [
    "manifold_noise(manifold: pca(rank: 4))",
    "manifold_noise(manifold: pca(rank: 4), isotropic: 0.3)",
    "vanilla_noise",
    "node_perturbation",
    "direct_feedback",
    "feedback_alignment",
    "frozen",
];

#[test]
fn drawings_are_well_formed() {
    SOURCES.iter().for_each(|source| assert_eq!(closed(&circuit(&wide(source))).last(), Some(&"svg"), "{source}"));
    let leaky = circuit(&load(LEAKY));
    closed(&leaky);
    assert!(leaky.contains("a &lt;loop&gt; &amp; a &quot;name&quot;"));
}

#[test]
fn every_population_and_projection_appears() {
    for drawn in [wide(SOURCES[0]), load(LEAKY)] {
        let picture = circuit(&drawn);
        for name in drawn.populations.names() {
            assert!(picture.contains(&format!("<title>{name}</title>")), "{name}");
        }
        for projection in &drawn.projections {
            assert!(picture.contains(&format!("<title>{}</title>", projection.name())), "{}", projection.name());
        }
        assert_eq!(picture.matches("class=\"wire").count(), drawn.projections.len() + ends(&drawn));
    }
}

/// Lines that are no projections: task to input, output and target to error, and a sample in the legend.
fn ends(drawn: &Circuit) -> usize {
    if drawn.output.is_some() && drawn.loss.is_some() { 3 } else { 2 }
}

#[test]
fn boxes_stand_apart_and_passing_projections_run_between_them() {
    for drawn in [wide(SOURCES[0]), wide("frozen"), load(LEAKY)] {
        let graph = Graph::of(&drawn).unwrap();
        let layout = Layout::of(&Words::new(&drawn, &graph));
        for (i, a) in layout.boxes.iter().enumerate() {
            for b in &layout.boxes[..i] {
                let apart = a.right() < b.x || b.right() < a.x || a.bottom() < b.y || b.bottom() < a.y;
                assert!(apart, "{a:?} {b:?}");
            }
            for &(left, right, y) in layout.passes.iter().flatten() {
                assert!(right < a.x || a.right() < left || y < a.y || a.bottom() < y, "{a:?} {y}");
            }
        }
    }
}

#[test]
fn credit_is_drawn_as_it_travels() {
    let lines = |source: &str| circuit(&wide(source)).matches("class=\"credit\"").count();
    // The readout's own and the legend's sample; a broadcast has one line for each of ten hidden populations, and what
    // travels backward one for each projection that does not start at the input.
    assert_eq!(lines("frozen"), 2);
    assert_eq!([lines("manifold_noise(manifold: pca(rank: 4))"), lines("node_perturbation")], [12, 12]);
    assert_eq!(lines("feedback_alignment"), 2 + 20 - 2);
}

#[test]
fn a_share_of_isotropic_noise_is_said_and_has_room() {
    let source = |share: &str| wide(&format!("manifold_noise(manifold: pca(rank: 4), isotropic: {share})"));
    let (pure, mixed) = (circuit(&source("0.0")), circuit(&source("0.3")));
    assert!(pure.contains("ξ ∈ manifold, d = 4<") && !pure.contains("of it isotropic"));
    assert!(mixed.contains("ξ ∈ manifold, d = 4,<") && mixed.contains("0.3 of it isotropic<"));
    assert!(mixed.contains("learned B outside of it") && mixed.contains("e · (C · U + B)"));
    // Two lines are higher than one, and what stands above makes room.
    let top = |drawn: &Circuit| Layout::of(&Words::new(drawn, &Graph::of(drawn).unwrap())).top;
    assert!(top(&source("0.3")) <= top(&source("0.0")) - layout::HINT);
}

#[test]
fn a_larger_population_has_a_larger_box() {
    let drawn = wide("frozen");
    let graph = Graph::of(&drawn).unwrap();
    let boxes = Layout::of(&Words::new(&drawn, &graph)).boxes;
    assert!(boxes[9].h > boxes[7].h && boxes[9].h < 2.0 * boxes[7].h);
}
