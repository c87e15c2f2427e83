// Looks at pages within frames of several widths and writes down what is wrong with them, a line each.
addEventListener('load', () => setTimeout(() => {
    const wrong = [];
    const luminance = (colour) => {
        const linear = colour.match(/[\d.]+/g).slice(0, 3).map((c) => c / 255)
            .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const contrast = (a, b) => {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
    };
    for (const frame of document.querySelectorAll('iframe')) {
        const page = frame.contentDocument, view = frame.contentWindow;
        const say = (what) => wrong.push(`${frame.width} px: ${what}`);
        const root = page.documentElement;
        if (root.scrollWidth > view.innerWidth) say(`the page is ${root.scrollWidth} wide`);
        if (!page.querySelector('main')) say('no main part');
        for (const svg of page.querySelectorAll('svg')) {
            const name = svg.querySelector('title').textContent;
            const around = svg.getBoundingClientRect();
            const paper = view.getComputedStyle(svg.querySelector('.paper')).fill;
            const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim());
            const places = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
            for (const text of texts) {
                const ratio = contrast(view.getComputedStyle(text).fill, paper);
                if (ratio < 4.5) say(`${name}: the contrast of [${text.textContent}] is ${ratio.toFixed(1)}`);
            }
            places.forEach(([text, a], i) => {
                if (a.left < around.left - 1 || a.right > around.right + 1 || a.top < around.top - 1 || a.bottom > around.bottom + 1)
                    say(`${name}: [${text}] is cut off`);
                for (const [other, b] of places.slice(0, i)) {
                    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                    if (across > 1 && down > 2) say(`${name}: [${text}] is on [${other}]`);
                }
            });
            const marks = [...svg.querySelectorAll('.data *, .picture *, .population rect')];
            const shown = marks.filter((mark) => {
                const place = mark.getBoundingClientRect();
                return place.width + place.height > 0 && mark.tagName !== 'text';
            });
            if (shown.length === 0) say(`${name}: nothing is plotted`);
        }
    }
    const dark = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const found = document.createElement('pre');
    found.textContent = ['seen', dark, document.querySelectorAll('iframe').length, ...wrong].join('\n');
    found.id = 'found';
    document.body.append(found);
}, 100));
