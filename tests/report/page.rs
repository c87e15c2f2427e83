//! What a page holds.

use crate::fixture::{self, HOSTILE};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeSet;
use trifactor::report::page::recorded::Recorded;
use trifactor::report::page::{Page, comparison, run, scaling};
use trifactor::run::document::{Change, Leg};

const MOST_BYTES: usize = 3_000_000;

fn pages() -> Vec<(&'static str, Page)> {
    vec![
        ("run", run::page(&fixture::run())),
        ("hostile", run::page(&fixture::hostile())),
        ("empty", run::page(&Recorded::default())),
        ("comparison", comparison::page(&fixture::comparison())),
        ("comparison of everything", comparison::page(&fixture::everything())),
        ("varied comparison", comparison::page(&fixture::varied())),
        ("empty comparison", comparison::page(&Default::default())),
        ("scale", scaling::page("scale", &fixture::scale())),
        ("scale of two sizes", scaling::page("scale", &fixture::grown(&[64, 256]))),
        ("scale of one size", scaling::page("scale", &fixture::grown(&[64]))),
        ("empty scale", scaling::page("", &Default::default())),
    ]
}

/// The page, read by a strict reader of XML.
fn strict<R>(html: &str, look: impl FnOnce(&Document) -> R) -> R {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    look(&Document::parse_with_options(html, options).unwrap_or_else(|error| panic!("{error}")))
}

fn all<'a>(document: &'a Document, tag: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.is_element() && node.tag_name().name() == tag)
}

fn text(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

#[test]
fn a_page_of_everything_has_every_section_and_nothing_twice() {
    let page = run::page(&fixture::run());
    let headings = strict(&page.html(), |document| all(document, "h2").map(text).collect::<Vec<_>>());
    let expected = [
        "Circuit",
        "Learning",
        "Credit quality",
        "Manifold over time",
        "Spectrum and dimension",
        "Manifold beside the Jacobian",
        "Activity",
        "Trajectories",
        "Weights",
        "Robustness",
        "Similarity",
        "Recordings",
        "Run it again",
    ];
    assert_eq!(headings, expected);
}

#[test]
fn pages_are_well_formed_and_small() {
    for (name, page) in pages() {
        let html = page.html();
        strict(&html, |document| assert_eq!(document.root_element().tag_name().name(), "html", "{name}"));
        assert!(html.len() < MOST_BYTES, "{name}: {} bytes", html.len());
    }
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    for (name, page) in pages() {
        let html = page.html();
        strict(&html, |document| {
            for node in document.descendants().filter(Node::is_element) {
                let tag = node.tag_name().name();
                assert!(
                    !["script", "link", "iframe", "object", "embed", "img", "image", "base"].contains(&tag),
                    "{name}: {tag}"
                );
                for attribute in node.attributes() {
                    let (key, value) = (attribute.name(), attribute.value());
                    assert!(!key.starts_with("on") && key != "src", "{name}: {key}");
                    assert!(!value.contains("://"), "{name}: {key}={value}");
                    assert!(key != "href" || value.starts_with('#') || value.starts_with("./"), "{name}: {value}");
                }
            }
            for style in all(document, "style").map(text) {
                let outside = ["@import", "@font-face", "http", "url("].into_iter().find(|word| style.contains(word));
                assert_eq!(outside, None, "{name}");
            }
        });
    }
}

#[test]
fn ids_are_unique_and_what_refers_to_one_finds_it() {
    for (name, page) in pages() {
        strict(&page.html(), |document| {
            let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
            let unique: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), unique.len(), "{name}");
            for node in document.descendants() {
                let labels =
                    node.attribute("aria-labelledby").unwrap_or_default().split(' ').filter(|id| !id.is_empty());
                let links = node.attribute("href").and_then(|to| to.strip_prefix('#'));
                let marks = node.attribute("marker-end").and_then(|to| to.strip_prefix("url(#")?.strip_suffix(')'));
                for id in labels.chain(links).chain(marks) {
                    assert!(unique.contains(id), "{name}: {id}");
                }
            }
        });
    }
}

#[test]
fn figures_and_tables_say_what_they_are() {
    for (name, page) in pages() {
        strict(&page.html(), |document| {
            for svg in all(document, "svg") {
                assert_eq!(svg.attribute("role"), Some("img"), "{name}");
                for word in ["title", "desc"] {
                    let said = svg.children().find(|child| child.tag_name().name() == word).map(text);
                    assert!(said.is_some_and(|said| !said.trim().is_empty()), "{name}: {word}");
                }
            }
            for table in all(document, "table") {
                assert!(table.descendants().any(|node| node.tag_name().name() == "caption"), "{name}");
                let mut heads = table.descendants().filter(|node| node.tag_name().name() == "th");
                assert!(heads.all(|head| matches!(head.attribute("scope"), Some("col" | "row"))), "{name}");
            }
        });
    }
}

/// Marks of what was measured: those outside axes, titles and legends.
fn marks(svg: &str) -> usize {
    strict(svg, |document| {
        let of = |node: &Node| matches!(node.attribute("class"), Some("data" | "picture" | "population"));
        let inside = |node: Node| node.descendants().skip(1).filter(|node| node.is_element()).count();
        document.descendants().filter(of).map(inside).sum()
    })
}

#[test]
fn no_figure_is_empty() {
    for (name, page) in pages() {
        for figure in page.figures() {
            assert!(marks(&figure.drawing.document()) > 0, "{name}: {}", figure.name);
        }
    }
}

#[test]
fn a_picture_of_nothing_is_not_drawn() {
    use trifactor::run::document::{CompareDocument, CompareRow};
    assert_eq!(trifactor::report::scaling::svg("scale", &fixture::grown(&[])), None);
    let document = CompareDocument { rows: vec![CompareRow::default()], ..CompareDocument::default() };
    assert_eq!(trifactor::report::comparison::svg("all", &document), None);
}

#[test]
fn hostile_names_are_text_and_nothing_else() {
    let html = run::page(&fixture::hostile()).html();
    assert!(!html.contains("<script"));
    strict(&html, |document| {
        for tag in ["h1", "pre", "dd", "td", "th"] {
            assert!(all(document, tag).any(|node| text(node).contains(HOSTILE)), "{tag}");
        }
    });
}

#[test]
fn what_was_not_recorded_has_no_section() {
    let whole = Recorded { probes: Vec::new(), ..fixture::run() };
    let sections = |run: &Recorded| run::page(run).sections.iter().map(|section| section.id).collect::<Vec<_>>();
    assert!(sections(&Recorded::default()).is_empty());
    assert_eq!(sections(&Recorded { analysis: None, ..whole.clone() }).len(), 5);
    let mut bare = whole.clone();
    bare.rows.iter_mut().for_each(|row| (row.credit_quality, row.manifold) = Default::default());
    bare.analysis.as_mut().unwrap().similarity = None;
    bare.analysis.as_mut().unwrap().robustness = None;
    assert_eq!(
        sections(&bare),
        ["circuit-section", "learning", "dimension", "alignment", "activity", "trajectories", "weights", "again"]
    );
    let analysis = bare.analysis.as_mut().unwrap();
    analysis.projections.clear();
    analysis.populations.values_mut().for_each(|population| *population = Default::default());
    // The table of dimensions says at least how many samples there were.
    assert_eq!(sections(&bare), ["circuit-section", "learning", "dimension", "again"]);
    assert_eq!(run::page(&bare).sections[2].figures.len(), 0);
}

#[test]
fn no_figure_is_drawn_of_numbers_that_are_not_there() {
    let mut run = Recorded { probes: Vec::new(), ..fixture::run() };
    for row in &mut run.rows {
        (row.train, row.test) = Default::default();
        for quality in row.credit_quality.values_mut() {
            let (rank, neurons, chance) = (quality.rank, quality.neurons, quality.captured_chance);
            *quality = Default::default();
            (quality.rank, quality.neurons, quality.captured_chance) = (rank, neurons, chance);
        }
        row.manifold.values_mut().for_each(|manifold| *manifold = Default::default());
    }
    run.analysis = None;
    let ids: Vec<&str> = run::page(&run).sections.iter().map(|section| section.id).collect();
    assert_eq!(ids, ["circuit-section", "again"]);
}

#[test]
fn a_run_that_did_not_end_well_says_so() {
    let mut run = fixture::run();
    let summary = run.summary.as_mut().unwrap();
    summary.interrupted = true;
    assert!(run::page(&run).html().contains("stopped after 1000 updates"));
    run.summary = None;
    assert!(run::page(&run).notice.is_some());
    assert!(run::page(&fixture::run()).notice.is_none());
}

#[test]
fn a_run_that_changed_half_way_tells_its_legs_and_one_that_did_not_has_none() {
    let mut run = fixture::run();
    assert!(!run::page(&run).html().contains("Legs in their order"));
    let change = |from: &str, to: Option<&str>| Change {
        path: "run.updates".into(),
        from: Some(from.into()),
        to: to.map(String::from),
    };
    let second =
        Leg { from_update: 400, samples: 12_800, changes: vec![change("400", Some("1000"))], ..Leg::first("cuda") };
    let third = Leg { from_update: 900, samples: 28_800, changes: vec![change(HOSTILE, None)], ..Leg::first("cuda") };
    run.summary.as_mut().unwrap().legs = vec![Leg::first("cpu"), second, third];
    let html = run::page(&run).html();
    let rows = strict(&html, |document| all(document, "tr").map(text_of_cells).collect::<Vec<_>>());
    let version = env!("CARGO_PKG_VERSION");
    for row in [
        format!("the circuit as it was|0|400|0|cpu|{version}"),
        format!("run.updates: 400 → 1000|400|900|12\u{202f}800|cuda|{version}"),
    ] {
        assert!(rows.contains(&row), "{row} of {rows:?}");
    }
    assert!(html.contains("which had that circuit only from update 900 on"));
}

#[test]
fn a_comparison_states_what_each_cosine_rests_on_and_links_its_runs() {
    let html = comparison::page(&fixture::comparison()).html();
    strict(&html, |document| {
        let table = all(document, "table").nth(1).expect("a table of credit");
        let heads: Vec<String> =
            table.descendants().filter(|n| n.attribute("scope") == Some("col")).map(text).collect();
        for column in ["K_eff", "d", "n", "f", "seeds", "population"] {
            assert!(heads.iter().any(|head| head == column), "{column}");
        }
        // Three sources, two populations each.
        assert_eq!(table.descendants().filter(|node| node.attribute("scope") == Some("row")).count(), 6);
        let links: Vec<&str> = all(document, "a").filter_map(|a| a.attribute("href")).collect();
        assert!(links.contains(&"./vanilla_noise-seed3/report.html"), "{links:?}");
        assert_eq!(links.iter().filter(|link| link.ends_with("report.html")).count(), 12);
    });
}

#[test]
fn every_credit_source_has_its_tile_and_its_own_line() {
    let compared = fixture::everything();
    let page = comparison::page(&compared);
    let tiles: Vec<&str> = page.headline.iter().map(|(name, _)| name.as_str()).collect();
    let sources: Vec<&str> = compared.document.rows.iter().map(|row| row.credit.as_str()).collect();
    assert_eq!(tiles, sources);
    let curves = page.figures().find(|figure| figure.name == "credit-h1").unwrap().drawing.document();
    strict(&curves, |document| {
        let lines: Vec<&str> = all(document, "path").filter_map(|path| path.attribute("class")).collect();
        let lines: BTreeSet<&str> = lines.into_iter().filter(|class| class.starts_with("series ")).collect();
        assert_eq!(lines.len(), 11, "{lines:?}");
    });
}

#[test]
fn a_field_that_takes_numbers_has_curves_against_it() {
    let page = comparison::page(&fixture::varied());
    let section = page.sections.iter().find(|section| section.id == "varied").expect("rank takes four numbers");
    let csv = section.figures[0].numbers.as_ref().expect("numbers");
    let text = csv.to_string();
    // Two sources at four ranks, in order, with their quartiles.
    let first: Vec<&str> = text.lines().skip(1).take(4).collect();
    for (line, rank) in first.iter().zip(["1", "4", "16", "64"]) {
        assert!(line.contains("manifold_noise") && line.contains(&format!(",{rank},0.925")), "{line}");
    }
    assert_eq!(text.lines().count(), 9);
    let figures: Vec<&str> = section.figures.iter().map(|figure| figure.name.as_str()).collect();
    assert!(figures.contains(&"varied-score") && figures.contains(&"varied-feedback-h1"), "{figures:?}");

    let mut words = fixture::varied();
    words.document.rows[0].varied.insert("rank".into(), "none".into());
    assert!(comparison::page(&words).sections.iter().all(|section| section.id != "varied"));
}

#[test]
fn a_fitted_law_is_told_of_where_there_is_one_and_has_a_name_of_its_own() {
    let page = scaling::page("scale", &fixture::scale());
    for figure in page.figures() {
        let numbers = figure.numbers.as_ref().unwrap().to_string();
        let dotted = figure.drawing.document().contains("<path class=\"series stroke-0 dashed");
        assert_eq!(figure.caption.contains("dotted"), dotted, "{}: {}", figure.name, figure.caption);
        assert_eq!(numbers.contains("manifold_noise, fitted power law"), dotted, "{}", figure.name);
        assert_eq!(figure.name == "scale-participation-ratio", dotted, "{}", figure.name);
        // The curves of feedback are one a size, against the number of perturbations.
        for size in ["64", "256", "1024"].iter().filter(|_| figure.name != "scale-feedback") {
            assert!(figure.drawing.document().contains(&format!(">{size}</text>")), "{}: {size}", figure.name);
        }
    }
    let page = comparison::page(&fixture::varied());
    let feedback = page.figures().find(|figure| figure.name == "varied-feedback-h1").unwrap();
    let numbers = feedback.numbers.as_ref().unwrap().to_string();
    for source in ["manifold_noise", "vanilla_noise"] {
        assert_eq!(numbers.matches(&format!("\"{source}, the law\"")).count(), 4, "{numbers}");
    }
}

#[test]
fn runs_that_were_not_finished_are_told_of() {
    let mut document = fixture::scale();
    assert!(!scaling::page("scale", &document).html().contains("not finished"));
    document.unfinished = 2;
    let page = scaling::page("scale", &document);
    assert!(page.html().contains("2 of 20 runs were not finished"), "{:?}", page.notice);
    assert_eq!(page.headline[0].1, "18 of 20");
    let mut compared = fixture::comparison();
    compared.document.unfinished = 1;
    assert!(comparison::page(&compared).html().contains("1 of 13 runs was not finished"));
}

#[test]
fn one_seed_has_neither_median_nor_quartiles() {
    let mut compared = fixture::varied();
    assert!(comparison::page(&compared).html().contains("quartile to quartile"));
    for (row, runs) in compared.document.rows.iter_mut().zip(&mut compared.runs) {
        row.seeds.truncate(1);
        row.scores.truncate(1);
        (row.q25, row.q75) = (row.median, row.median);
        runs.truncate(1);
    }
    let page = comparison::page(&compared);
    for figure in page.figures() {
        let drawing = figure.drawing.document();
        assert!(!figure.caption.contains("uartile") && !figure.caption.contains("edian"), "{}", figure.caption);
        assert!(!drawing.contains("class=\"band") && !drawing.contains("class=\"whisker"), "{}", figure.name);
    }
    let said = trifactor::report::text::compare(&compared.document, std::path::Path::new("all"));
    assert!(said.contains("of one seed") && !said.contains("quartiles"), "{said}");
}

#[test]
fn bars_of_long_names_are_told_apart() {
    let mut compared = fixture::varied();
    compared.document.rows.truncate(4);
    compared.runs.truncate(4);
    for (row, rest) in
        compared.document.rows.iter_mut().zip(["4, sigma=0.1", "4, sigma=0.2", "16, sigma=0.1", "16, sigma=0.2"])
    {
        row.credit = format!("manifold_noise, rank={rest}");
    }
    let page = comparison::page(&compared);
    let bars = page.figures().find(|figure| figure.name == "scores").unwrap().drawing.document();
    let names = |class: &str, svg: &str| -> Vec<String> {
        let of = |node: &Node| node.attribute("class").is_some_and(|found| found.starts_with(class));
        strict(svg, |document| all(document, "text").filter(of).map(text).collect())
    };
    assert_eq!(
        names("entry end", &bars),
        ["rank=4, sigma=0.1", "rank=4, sigma=0.2", "rank=16, sigma=0.1", "rank=16, sigma=0.2"]
    );
    assert!(bars.contains("test score, all with manifold_noise"));
    assert!(
        page.figures()
            .find(|f| f.name == "scores")
            .unwrap()
            .numbers
            .as_ref()
            .unwrap()
            .to_string()
            .contains("\"manifold_noise, rank=4, sigma=0.1\"")
    );
}

#[test]
fn law_and_crossover_begin_where_something_was_learned() {
    let mut run = fixture::run();
    run.rows[0].credit_quality.get_mut("h1").unwrap().k_eff = Some(0.0);
    let page = run::page(&run);
    let first = |figure: &str, series: &str| {
        let csv = page.figures().find(|f| f.name == figure).unwrap().numbers.as_ref().unwrap();
        csv.rows.iter().find(|row| row[0] == series).unwrap()[1].clone()
    };
    assert_eq!([first("credit-h1", "the law"), first("captured-h1", "crossover")], ["50", "50"]);
    assert_eq!([first("credit-h1", "third factor"), first("captured-h1", "captured fraction f")], ["0", "0"]);
}

#[test]
fn paths_without_labels_are_not_said_to_be_coloured_by_them() {
    let section = |run: &Recorded| run::page(run).sections.into_iter().find(|s| s.id == "trajectories").unwrap();
    let mut run = fixture::run();
    assert!(section(&run).lead.contains("coloured by"));
    assert!(section(&run).figures[0].caption.contains("first 200 test trials"), "{}", section(&run).figures[0].caption);
    let populations = run.analysis.as_mut().unwrap().populations.values_mut();
    populations.flat_map(|population| &mut population.trajectories).for_each(|path| path.label = None);
    assert!(!section(&run).lead.contains("coloured by"));
    for figure in run::page(&run).figures() {
        assert!(!figure.drawing.description.contains("for ."), "{}", figure.drawing.description);
    }
}

#[test]
fn a_run_that_was_not_measured_at_its_end_says_when_it_was() {
    let mut run = fixture::run();
    assert!(run::page(&run).headline.iter().all(|(name, _)| !name.contains("update")));
    run.rows.truncate(1);
    run.summary.as_mut().unwrap().steps = 2;
    let page = run::page(&run);
    assert!(page.headline.iter().any(|(name, _)| name == "test score, at update 0"), "{:?}", page.headline);
    // A page of one measurement shows no updates before it.
    let axes = page.figures().find(|figure| figure.name == "loss").unwrap().drawing.document();
    assert!(!axes.contains(">−0."), "{axes}");
}

#[test]
fn credit_is_told_as_angles_and_beside_the_crossover_too() {
    let mut run = fixture::run();
    let quality = run.rows.last_mut().and_then(|row| row.credit_quality.get_mut("h1")).expect("h1 is measured");
    (quality.cos_activation, quality.cos_weight) = (Some(0.5), Some(-0.5));
    (quality.captured, quality.crossover) = (Some(0.75), Some(0.5));
    let html = run::page(&run).html();
    for cell in ["60.0°", "120.0°", "f − crossover", "0.250"] {
        assert!(html.contains(cell), "{cell}");
    }
}

#[test]
fn the_least_weight_is_not_the_end_of_the_histogram() {
    let sizes = |run: &Recorded| {
        let html = run::page(run).html();
        let rows = strict(&html, |document| all(document, "tr").map(text_of_cells).collect::<Vec<_>>());
        rows.into_iter().find(|row| row.starts_with("pixels → h1|")).expect("a row of the table")
    };
    let mut run = fixture::run();
    assert!(sizes(&run).ends_with("|0.0430|−0.1500|0.2000"), "{}", sizes(&run));
    // Documents of older versions do not say.
    let first = &mut run.analysis.as_mut().unwrap().projections[0];
    (first.least, first.greatest) = (None, None);
    assert!(sizes(&run).ends_with("|0.0430|–|–"), "{}", sizes(&run));
}

#[test]
fn recordings_are_listed_with_what_they_hold() {
    let folder = tempfile::tempdir().unwrap();
    let probes = "probes: [(population: \"h1\", replicas: 4), (population: \"h1\", reduce: norm, format: jsonl),
        (projection: \"a_b\"), (projection: \"a_b\", reduce: mean), (projection: \"a_b\", format: npz),
        (population: \"h1\", replicas: 4, format: npz)]";
    let text =
        fixture::CIRCUIT.replace("credit:", &format!("{probes}, credit:")).replace("h1", "b").replace("pixels", "a");
    std::fs::write(
        folder.path().join("circuit.ron"),
        text.replace("to: \"b\")", "to: \"b\", connectivity: in_degree(k: 5))"),
    )
    .unwrap();
    let inside = folder.path().join("probes");
    let put = |name: &str, shape: &[usize], items: u64| {
        let mut stream = trifactor::record::npy::Stream::open(&inside.join(name), shape, 0).unwrap();
        (0..items).for_each(|_| stream.append(&vec![0.0; stream.item_len()]).unwrap());
        stream.flush().unwrap();
    };
    put("b_activity.npy", &[1, 4, 128], 3);
    put("a_b_weights.npy", &[640, 1], 2);
    put("a_b_weights_2.npy", &[128, 1], 2);
    put("a_b_synapses.npy", &[2], 640);
    std::fs::write(inside.join("b_activity.jsonl"), "{\"update\":0,\"values\":[[[1.5]]]}\n").unwrap();
    let put = |name: &str, shape: &[usize]| {
        let mut recordings = trifactor::record::npz::Recordings::open(&inside.join(name), shape, 0).unwrap();
        (0..2).for_each(|update| recordings.append(update, &vec![0.0; shape.iter().product()]).unwrap());
        recordings.flush().unwrap();
        recordings
    };
    put("a_b_weights.npz", &[640, 1]).pack(|_| Ok(())).unwrap();
    // One that still grows.
    put("b_activity.npz", &[1, 4, 128]);
    std::fs::write(inside.join("mine.npz"), "mine").unwrap();
    std::fs::write(inside.join("mine.txt"), "mine").unwrap();
    let run = Recorded::read(&trifactor::run::folder::RunFolder::existing(folder.path())).unwrap();
    let html = run::page(&run).html();
    let rows = strict(&html, |document| all(document, "tr").map(text_of_cells).collect::<Vec<_>>());
    for row in [
        "b_activity.npy|activity of b|3 × 1 × 4 × 128|recordings × steps × replicas × neurons",
        "b_activity.jsonl|activity of b|1 × 1 × 1 × 1|recordings × steps × replicas × norm",
        "a_b_weights.npy|weights of a_b|2 × 640 × 1|recordings × synapses × 1",
        "a_b_weights_2.npy|weights of a_b|2 × 128 × 1|recordings × postsynaptic neurons × mean",
        "a_b_weights.npz|weights of a_b|2 × 640 × 1|recordings × synapses × 1",
        "b_activity.npz.npy|activity of b|2 × 1 × 4 × 128|recordings × steps × replicas × neurons",
        "b_activity.npz.update.npy|update of each recording of activity of b|2|recordings",
        "a_b_synapses.npy|synapses of a_b|640 × 2|synapses × (postsynaptic, presynaptic)",
    ] {
        assert!(rows.iter().any(|found| found == row), "{row} of {rows:?}");
    }
    assert!(!html.contains("mine.txt") && !html.contains("mine.npz"));
}

fn text_of_cells(row: Node) -> String {
    row.children().filter(Node::is_element).map(text).collect::<Vec<_>>().join("|")
}

#[test]
fn few_samples_are_said_to_be_few() {
    let lead = |samples: usize| {
        let mut run = fixture::run();
        run.analysis.as_mut().unwrap().populations.values_mut().for_each(|population| population.samples = samples);
        run::page(&run).sections.into_iter().find(|section| section.id == "dimension").unwrap().lead
    };
    assert!(lead(128).contains("trifactor analyse") && lead(128).contains("From 128 samples"));
    // All test trials that there are, after `trifactor analyse`.
    assert!(lead(357).contains("From 357 samples") && !lead(357).contains("trifactor analyse"));
    assert!(!lead(500).contains("From"));
}

#[test]
fn no_page_promises_figures_that_may_not_be_there() {
    for (name, page) in pages() {
        assert!(page.foot.contains("where there is no figures/"), "{name}: {}", page.foot);
    }
}

#[test]
fn a_comparison_without_a_run_took_no_time() {
    let html = comparison::page(&Default::default()).html();
    assert!(!html.contains("0.0 s") && !html.contains("time of all runs"));
}

#[test]
fn through_time_the_crossover_is_said_to_be_an_upper_bound() {
    let caption = |run: &Recorded| {
        let page = run::page(run);
        page.figures().find(|figure| figure.name == "captured-h1").expect("f was measured").caption.clone()
    };
    let mut run = fixture::run();
    assert!(caption(&run).contains("crossover") && !caption(&run).contains("upper bound"), "{}", caption(&run));
    let text = fixture::CIRCUIT.replace("task: digits", "task: sequential(by: row)");
    run.circuit = Some(trifactor::circuit::load_text(&text, std::path::Path::new("circuit.ron"), &[]).unwrap());
    assert!(caption(&run).contains("upper bounds"), "{}", caption(&run));
}
