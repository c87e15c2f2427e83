//! What is replaced, and what never is.

use crate::place::{Catalogue, GOOD, Place};

#[test]
fn a_drawing_replaces_no_circuit() {
    let place = Place::new();
    let mut said = Catalogue::default();
    place.put("other.ron", GOOD);
    place.put("odd.svg", GOOD);
    for arguments in [
        &["explain", "good.ron", "--svg", "good.ron"][..],
        &["explain", "--svg", "other.ron", "good.ron"],
        &["explain", "--svg", "new.png", "good.ron"],
        &["explain", "odd.svg", "--svg", "odd.svg"],
    ] {
        said.refused(&format!("trifactor {}", arguments.join(" ")), place.run(arguments));
    }
    insta::assert_snapshot!(said.text());
    assert!(["good.ron", "other.ron", "odd.svg"].iter().all(|name| place.read(name) == GOOD.as_bytes()));
    assert!(!place.path().join("new.png").exists());
    assert_eq!(place.run(&["explain", "good.ron", "--svg", "new.svg"]).code, Some(0));
    assert!(place.read("new.svg").starts_with(b"<svg"));
}
