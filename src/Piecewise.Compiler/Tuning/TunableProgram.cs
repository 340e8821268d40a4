using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Operators.OpIr;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tuning;

/// <summary>A program, imported and split once, that is compiled for one choice after the other.</summary>
/// <param name="program">The program.</param>
/// <param name="options">What it was prepared with, catalog included.</param>
/// <param name="inputs">Makes inputs of a call of given sizes.</param>
internal sealed class TunableProgram(
    PreparedProgram program, CompileOptions options, Func<ProgramManifest, CallShapes, CallValue[]> inputs)
{
    private readonly DynamicSize size = DynamicSize.Of(program.Program, options.Lowering.Entries.Symbol);

    /// <summary>What can be chosen for it.</summary>
    /// <param name="sizes">To measure, where there is a size to dispatch by; others are left out.</param>
    /// <param name="leftOut">Told of a size that the program does not take, and why.</param>
    /// <exception cref="EntryException">The program has several sizes, none of which was named; or takes none of those.</exception>
    public TuningSpace Space(IEnumerable<long> sizes, Action<long, string> leftOut)
    {
        var symbols = DynamicSize.Candidates(program.Program).Order(StringComparer.Ordinal).ToArray();
        if (size.Symbol is null && symbols.Length > 1)
        {
            throw new EntryException(
                $"The program has the sizes {string.Join(", ", symbols)}: name the one in which calls differ, "
                + $"as in --symbol {symbols[0]}. [R10]");
        }
        var lowered = program.Lowered;
        return new TuningSpace(size.Symbol, size.Range, size.Symbol is null ? [1] : Taken(sizes, leftOut), [.. Providers(lowered)]);
    }

    /// <summary>Compiles it.</summary>
    public IContestant Compile(TuningChoice choice, CancellationToken cancellation)
    {
        var lowering = choice.ApplyTo(options.Lowering);
        var lowered = choice.IsDefault
            ? program.Lowered
            : ProgramLowerer.Run(program.Partition, size, options.Catalog!, lowering);
        return new Contestant(ProgramCompiler.Run(program.Program, lowered, options.Code, cancellation: cancellation), inputs);
    }

    private ImmutableArray<long> Taken(IEnumerable<long> sizes, Action<long, string> leftOut)
    {
        using var contestant = Compile(TuningChoice.Default, CancellationToken.None);
        contestant.Renew();
        var taken = ImmutableArray.CreateBuilder<long>();
        foreach (var size in sizes.Distinct().Order())
        {
            try
            {
                contestant.Call(size);
                taken.Add(size);
            }
            catch (Exception e) when (e is InputException or SizeOutOfRangeException or CallFailedException)
            {
                leftOut(size, e.Message);
            }
        }
        return taken.Count > 0 ? taken.ToImmutable() : throw new EntryException("The program takes calls of none of the sizes. [R7]");
    }

    private IEnumerable<(string Op, string Provider)> Providers(LoweredProgram lowered)
    {
        var ops = lowered.Records.SelectMany(r => r.Providers).ToLookup(p => p.Op, p => p.Provider);
        foreach (var op in ops.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            var declaration = ((OpIrOperator)options.Catalog![op.Key]).Declaration;
            var there = declaration.Providers.Where(p => p.Unsupported is null).Select(p => p.Name).Append(OpIrProvider.Native);
            foreach (var other in there.Where(name => op.Any(computing => computing != name)))
            {
                yield return (declaration.Name, other);
            }
        }
    }

    private sealed class Contestant(Compilation compilation, Func<ProgramManifest, CallShapes, CallValue[]> inputs) : IContestant
    {
        private readonly CompiledProgram program = compilation.Program;
        private readonly Dictionary<long, CallValue[]> calls = [];
        private CompiledSession? session;

        public void Renew()
        {
            session?.Dispose();
            session = program.StartSession(new SessionOptions { Workers = compilation.Workers, Seed = 0 });
        }

        public void Call(long size)
        {
            if (!calls.TryGetValue(size, out var values))
            {
                var manifest = program.Manifest;
                var sizes = manifest.DispatchSymbol < 0
                    ? ImmutableDictionary<string, long>.Empty
                    : ImmutableDictionary<string, long>.Empty.Add(manifest.Symbols[manifest.DispatchSymbol], size);
                values = inputs(manifest, new CallShapes(manifest, sizes));
                calls.Add(size, values);
            }
            session!.Run(values);
        }

        public void Dispose()
        {
            session?.Dispose();
            program.Close();
        }
    }
}
