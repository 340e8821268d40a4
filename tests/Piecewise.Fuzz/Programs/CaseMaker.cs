using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>Makes the cases of a run: each follows from the run's seed and its number alone.</summary>
internal sealed class CaseMaker(int seed, Corpus corpus, OperatorCatalog catalog) : ICaseSource
{
    private readonly TargetKinds targets = new(catalog);
    private readonly SamplePrograms samples = new(catalog);

    public int Count => int.MaxValue;

    public FuzzCase? Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var (source, program) = Source(random);
        if (program is null)
        {
            return null;
        }
        // One in eight as it is: an honest program must not fail either.
        var changes = random.Next(8) == 0 ? []
            : new Mutator(random, targets).Apply(program, 1 + (random.Next(3) == 0 ? random.Next(4) : 0));
        // Types as they were before the changes, or as a consistent file would have them.
        var isConsistent = changes.Count == 0;
        if (!isConsistent && random.Next(3) > 0 && program.Clone() is var copy && Retyping.Apply(copy, catalog))
        {
            (isConsistent, program) = (true, copy);
        }
        var typing = isConsistent ? "types inferred" : "types as in the file";
        return new FuzzCase($"{source}; {(changes.Count == 0 ? "unchanged" : string.Join("; ", changes))}; {typing}", program,
            random.Next(), isConsistent);
    }

    private (string Source, ProgramFile? Program) Source(Random random)
    {
        if (random.Next(3) == 0 && samples.Make(random) is var (description, sample))
        {
            return (description, sample);
        }
        if (corpus.Small.Length > 0 && random.Next(5) == 0)
        {
            var file = corpus.Small[random.Next(corpus.Small.Length)];
            return (Path.GetFileName(corpus.Files[file]), corpus[file]?.Clone());
        }
        // Every operator as often as any other.
        var places = corpus.Places[random.Next(corpus.Places.Length)];
        var place = places[random.Next(places.Length)];
        if (corpus[place.File] is not { } whole)
        {
            return ("", null);
        }
        var count = 1 + (random.Next(2) == 0 ? random.Next(3) : random.Next(8));
        var first = Math.Max(place.Node - random.Next(count), 0);
        count = Math.Min(count, whole.Nodes.Count - first);
        return ($"{Path.GetFileName(corpus.Files[place.File])}, nodes {first} to {first + count - 1}",
            ProgramCut.Of(whole, first, count, random.Next(2) == 0));
    }
}
