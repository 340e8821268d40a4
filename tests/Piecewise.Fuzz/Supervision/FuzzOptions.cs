using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Fuzz;

/// <summary>What a run is asked for.</summary>
internal sealed record FuzzOptions
{
    public int Seed { get; init; } = 1;

    public int Programs { get; init; } = 1000;

    /// <summary>The number of the first case.</summary>
    public int First { get; init; }

    /// <summary>How many processes try cases at the same time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Folders of programs.</summary>
    public ImmutableArray<string> Corpus { get; init; } = [];

    /// <summary>Where cases come from.</summary>
    public string SourceName { get; init; } = "programs";

    /// <summary>Where findings are kept.</summary>
    public string Findings { get; init; } = "";

    /// <summary>The source of a name; <c>conformance:pool</c> is that of the operators whose names contain "pool".</summary>
    public static ICaseSource Source(string name, int seed, Func<Corpus> corpus, OperatorCatalog catalog)
    {
        var (kind, part) = KindOf(name);
        var operators = catalog.Operators.Where(o => o.Name.Contains(part, StringComparison.Ordinal));
        return kind switch
        {
            "conformance" => new ConformanceCases(catalog, operators, int.MaxValue, SizeStyle.Independent, SizeStyle.Shared),
            "conformance-first" => new ConformanceCases(catalog, operators, 1, SizeStyle.Independent),
            "arguments" => new ArgumentCases(catalog, operators, int.MaxValue),
            "arguments-first" => new ArgumentCases(catalog, operators, 1),
            _ => new CaseMaker(seed, corpus(), catalog),
        };
    }

    private static (string Kind, string Part) KindOf(string name) => name.Split(':', 2) is [var kind, var part] ? (kind, part) : (name, "");

    /// <summary>Reads <c>--name value</c> pairs; null, with a message, where they are wrong.</summary>
    public static FuzzOptions? Parse(ReadOnlySpan<string> arguments, TextWriter errors)
    {
        var options = new FuzzOptions();
        var corpus = new List<string> { Path.Combine(Repository.Root, "tests", "fixtures", "corpus") };
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
            {
                errors.WriteLine($"{arguments[i]} needs a value.");
                return null;
            }
            var value = arguments[i + 1];
            switch (arguments[i])
            {
                case "--seed" or "--programs" or "--first" or "--jobs"
                    when int.TryParse(value, CultureInfo.InvariantCulture, out var number):
                    options = arguments[i] switch
                    {
                        "--seed" => options with { Seed = number },
                        "--programs" => options with { Programs = number },
                        "--first" => options with { First = number },
                        _ => options with { Jobs = Math.Max(number, 1) },
                    };
                    break;
                case "--corpus" when Directory.Exists(value):
                    corpus.Add(Path.GetFullPath(value));
                    break;
                case "--source"
                    when KindOf(value).Kind is "programs" or "conformance" or "conformance-first" or "arguments" or "arguments-first":
                    options = options with { SourceName = value, Programs = value == "programs" ? options.Programs : int.MaxValue };
                    break;
                case "--findings":
                    options = options with { Findings = Path.GetFullPath(value) };
                    break;
                default:
                    errors.WriteLine(
                        $"'{arguments[i]} {value}' is not understood; there are --seed N, --programs N, --first N, --jobs N, --corpus DIR, "
                        + "--findings DIR, --source programs|conformance|conformance-first|arguments|arguments-first, "
                        + "and :PART for the operators that are named so.");
                    return null;
            }
        }
        return options with
        {
            Corpus = [.. corpus],
            Findings = options.Findings.Length > 0 ? options.Findings
                : Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"piecewise-fuzz-{options.Seed}")),
        };
    }
}
