namespace Piecewise.Compiler.Explain;

/// <summary>The report's looks. Colors have names, once for light and once for dark; a test computes their contrast.</summary>
internal static class HtmlStyle
{
    /// <summary>How many colors tell unique pieces apart.</summary>
    public const int PieceColors = 6;

    public const string Text = """

        :root { color-scheme: light dark;
          --back: #ffffff; --text: #1c2024; --faint: #58616b; --line: #d5dae0; --box: #f4f6f8; --link: #0b57a4; --added: #d9f2df;
          --removed: #fbdcdc;
          --warn: #fff3d6; --warn-line: #9a6700; --bar: #2f6fb0; --result: #2f6fb0; --shown: #2c7a4b; --scratch: #9a6700; --rail: #6b7580;
          --c0: #3178b8; --c1: #23815a; --c2: #a8651c; --c3: #8d54b5; --c4: #b8455f; --c5: #66751f; }
        @media (prefers-color-scheme: dark) { :root {
          --back: #15181c; --text: #e4e7ea; --faint: #9aa4ae; --line: #363c44; --box: #1e2329; --link: #7db7f2; --added: #163c22;
          --removed: #4a1c1e;
          --warn: #3a2f14; --warn-line: #d9a441; --bar: #5a9bdc; --result: #5a9bdc; --shown: #4fae78; --scratch: #d9a441; --rail: #8a949e;
          --c0: #5a9bdc; --c1: #4fae78; --c2: #d08f45; --c3: #b388d6; --c4: #e0768e; --c5: #9fb04a; } }
        * { box-sizing: border-box; }
        body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 78rem;
        padding: 1rem clamp(.75rem, 3vw, 2rem) 4rem; }
        a { color: var(--link); } small { color: var(--faint); }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
        h1 { font-size: 1.6rem; margin: .3rem 0; overflow-wrap: anywhere; } h2 { margin: 2.4rem 0 .6rem;
        border-bottom: 1px solid var(--line); font-size: 1.3rem; }
        h3 { margin: 1.4rem 0 .4rem; } h4 { margin: 1.2rem 0 .4rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; padding: 0; margin: .8rem 0; }
        dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .15rem 1rem; margin: .6rem 0; }
        dl.facts dt { color: var(--faint); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
        .warn { background: var(--warn); border-left: 4px solid var(--warn-line); border-radius: 4px; padding: .5rem 1rem;
        overflow-wrap: anywhere; }
        .warn h2 { border: 0; margin: .2rem 0; font-size: 1.1rem; } .warn ul { margin: .3rem 0; padding-left: 1.2rem; }
        .scroll { overflow-x: auto; margin: .9rem 0; }
        table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--faint); padding: .2rem 0; }
        th, td { text-align: left; padding: .2rem .9rem .2rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
        thead th { color: var(--faint); font-weight: 600; }
        tbody th { font-weight: 400; min-width: 8rem; } td, tbody th { overflow-wrap: anywhere; } .n { text-align: right;
        font-variant-numeric: tabular-nums; white-space: nowrap; }
        .bar { width: 32%; min-width: 4.5rem; } .bar div { height: .8rem; margin-top: .3rem; min-width: 1px; background: var(--bar);
        border-radius: 2px; }
        pre { background: var(--box); border: 1px solid var(--line); border-radius: 4px; padding: .6rem; overflow: auto;
        max-height: 32rem; font: 12.5px/1.45 ui-monospace, monospace; }
        code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; } small code { font-size: 1em; }
        ins, del { display: inline-block; min-width: 100%; text-decoration: none; } ins { background: var(--added); }
        del { background: var(--removed); }
        article { border: 1px solid var(--line); border-radius: 6px; padding: .2rem 1rem 1rem; margin: 1rem 0; border-left-width: 5px; }
        li { overflow-wrap: anywhere; } summary { cursor: pointer; padding: .15rem 0; overflow-wrap: anywhere; }
        details details { margin-left: 1rem; }
        .idle { color: var(--faint); } .idle ul { margin: .2rem 0; }
        figure { margin: .8rem 0; } figcaption { color: var(--faint); }
        svg { display: block; max-width: 100%; height: auto; }
        svg text { fill: var(--text); font: 13px system-ui, sans-serif; } svg text.small { fill: var(--faint); font-size: 12px; }
        svg a text { fill: var(--link); text-decoration: underline; }
        svg .node { fill: var(--box); stroke: var(--line); } svg .split { fill: none; stroke: var(--rail); stroke-dasharray: 5 4; }
        svg .rail { fill: none; stroke: var(--rail); stroke-width: 1.5; } svg .head { fill: var(--rail); }
        svg.memory { width: 100%; height: 15rem; background: var(--box); border: 1px solid var(--line); }
        svg.memory rect { stroke: var(--box); stroke-width: 1; vector-effect: non-scaling-stroke; }
        svg.memory polyline { fill: none; stroke: var(--text); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
        .axis { display: flex; justify-content: space-between; color: var(--faint); font-size: .9rem; }
        .key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: .3rem 0; }
        .key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; }
        .result { fill: var(--result); background: var(--result); } .shown { fill: var(--shown); background: var(--shown); }
        .scratch { fill: var(--scratch); background: var(--scratch); }
        .c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); } .c4 { --c: var(--c4); }
        .c5 { --c: var(--c5); }
        article[class] { border-left-color: var(--c); } svg .mark { fill: var(--c); }
        @media (max-width: 40rem) { dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .4rem; }
        .bar { display: none; } th, td { padding-right: .5rem; } article { padding: .1rem .6rem .6rem; } }
        @media print { body { max-width: none; font-size: 11px; } nav, .skip { display: none; } pre { max-height: none;
        white-space: pre-wrap; } article, figure, tr { break-inside: avoid; } * { print-color-adjust: exact; } }

        """;
}
