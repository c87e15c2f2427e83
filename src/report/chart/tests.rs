use super::*;

fn line(name: &str, points: &[(f64, f64)]) -> Series {
    Series { name: name.into(), points: points.to_vec(), ..Series::default() }
}

fn chart(series: Vec<Series>) -> Chart {
    Chart {
        title: "a < b & \"c\"".into(),
        x: Axis::log("draws"),
        y: Axis::linear("cosine"),
        series,
        ..Chart::default()
    }
}

#[test]
fn missing_points_leave_a_gap_in_the_line() {
    let nan = f64::NAN;
    let picture = chart(vec![line("x", &[(1.0, 0.1), (2.0, 0.2), (4.0, nan), (8.0, 0.3), (0.0, 0.4), (16.0, 0.5)])]);
    let picture = picture.render();
    assert_eq!(picture.matches("class=\"series").count(), 1);
    assert_eq!(picture.matches("class=\"dot").count(), 2, "what stands alone is a point");
    assert!(!picture.contains("NaN") && !picture.contains("inf"));
}

#[test]
fn charts_of_nothing_are_still_charts() {
    for series in [vec![], vec![line("nothing", &[])], vec![line("one", &[(1.0, 1.0)])]] {
        let picture = chart(series).render();
        assert!(picture.contains("cosine") && !picture.contains("NaN"), "{picture}");
    }
    assert!(multi(&[], 2).contains("<svg"));
}

#[test]
fn names_and_titles_are_escaped() {
    let picture = chart(vec![line("<&>", &[(1.0, 1.0)])]).render();
    assert!(picture.contains("&lt;&amp;&gt;") && picture.contains("a &lt; b &amp; &quot;c&quot;"));
}

#[test]
fn bars_stand_on_zero() {
    let bars = Series { style: Style::Bars, ..line("bars", &[(1.0, 5.0), (2.0, 6.0)]) };
    let chart = Chart { x: Axis::linear("x"), ..chart(vec![bars]) };
    let picture = chart.render();
    let bars: Vec<&str> = picture.split("<rect").filter(|rect| rect.contains("class=\"bar")).collect();
    let value = |bar: &str, name: &str| -> f64 {
        let (_, rest) = bar.split_once(&format!(" {name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let foot = |bar: &str| value(bar, "y") + value(bar, "height");
    assert_eq!(bars.len(), 2);
    assert!((foot(bars[0]) - foot(bars[1])).abs() < 0.2);
    assert!((value(bars[0], "height") / value(bars[1], "height") - 5.0 / 6.0).abs() < 0.01);
}

#[test]
fn panels_stand_side_by_side() {
    let picture = multi(&[chart(vec![]), chart(vec![]), chart(vec![])], 2);
    assert!(picture.contains(&format!("viewBox=\"0 0 {} {}\"", 2.0 * PANEL.0, 2.0 * PANEL.1)));
    assert!(picture.contains("translate(560 0)") && picture.contains("translate(0 360)"));
}

#[test]
fn series_of_one_colour_have_other_dashes_and_the_legend_shows_them() {
    let all = (0..21).map(|i| line(&format!("source {i}"), &[(1.0, 0.1), (2.0, i as f64)])).collect();
    let picture = Chart { compact: true, ..chart(all) }.render();
    let mut looks: Vec<&str> =
        picture.split("class=\"series ").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(looks.len(), 42, "a line and a sample each");
    looks.sort_unstable();
    looks.dedup();
    assert_eq!(looks.len(), 21, "{looks:?}");
    for look in looks.iter().filter_map(|look| look.split_once(' ')) {
        assert!(style::sheet().contains(&format!(".{} {{ stroke-dasharray", look.1)), "{look:?}");
    }
}

#[test]
fn names_above_a_plot_do_not_take_the_room_of_its_curves() {
    let plot = |count: usize| {
        let series = (0..count).map(|i| line(&format!("source number {i}"), &[(1.0, 0.0), (2.0, 1.0)])).collect();
        let drawing = Chart { compact: true, ..chart(series) }.drawing();
        let document = drawing.document();
        let levels: Vec<f64> = document.split("class=\"tick end\"").skip(1).map(y_of).collect();
        levels.iter().copied().fold(0.0, f64::max) - levels.iter().copied().fold(f64::INFINITY, f64::min)
    };
    assert!(plot(20) > 0.95 * plot(4), "{} {}", plot(20), plot(4));
}

fn y_of(element: &str) -> f64 {
    element.split_once(" y=\"").unwrap().1.split('"').next().unwrap().parse().unwrap()
}
