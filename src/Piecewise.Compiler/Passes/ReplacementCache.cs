using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Passes;

/// <summary>
/// The traced implementations of ops, by provider and by what is known of the arguments (L2): an op that occurs in every layer is traced
/// once. Safe to use from several threads.
/// </summary>
/// <remarks>
/// Two levels. A call like one before it, with the same symbols, is found by comparing types. A call that differs in the names of symbols
/// is found by its canonical text, and its trace is renamed.
/// </remarks>
internal sealed class ReplacementCache(OperatorCatalog catalog)
{
    private readonly ConcurrentDictionary<CallKey, Graph> calls = new();
    private readonly ConcurrentDictionary<string, (Graph Graph, ImmutableArray<string> Symbols)> canonical = new(StringComparer.Ordinal);
    private long hits;
    private long renamed;
    private long misses;
    private long missTicks;
    /// <summary>Calls whose trace was there.</summary>
    public long Hits => Interlocked.Read(ref hits);

    /// <summary>Calls whose trace was there with other symbols.</summary>
    public long Renamed => Interlocked.Read(ref renamed);

    /// <summary>Calls that were traced.</summary>
    public long Misses => Interlocked.Read(ref misses);

    /// <summary>Time that tracing took.</summary>
    public TimeSpan MissTime => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref missTicks));

    /// <summary>
    /// The traced implementation for a call. Its inputs are the call's nodes, each once, in order of appearance; its types are in the
    /// call's symbols. It is shared and must not be changed.
    /// </summary>
    /// <param name="provider">Whose implementation.</param>
    /// <param name="arguments">The call's arguments.</param>
    /// <param name="shapes">What is known of the symbols.</param>
    public Graph Get(OpIrProvider provider, ImmutableArray<Argument> arguments, ShapeEnvironment shapes)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(shapes);
        var key = new CallKey(provider.Function, shapes.Identity, arguments);
        if (calls.TryGetValue(key, out var graph))
        {
            Interlocked.Increment(ref hits);
            return graph;
        }
        var text = CanonicalCall.Write(provider.Function, arguments, shapes, out var symbols);
        if (canonical.TryGetValue(text, out var known))
        {
            Interlocked.Increment(ref renamed);
            graph = known.Symbols.SequenceEqual(symbols)
                ? known.Graph
                : GraphCopier.Copy(known.Graph,
                    shapes.Copy(), new TypeSubstitution(
                        known.Symbols.Zip(symbols).ToDictionary(p => p.First, p => SymInt.Symbol(p.Second), StringComparer.Ordinal)));
        }
        else
        {
            var start = Stopwatch.GetTimestamp();
            graph = provider.Function.Trace(catalog, shapes, arguments);
            Interlocked.Add(ref missTicks, Stopwatch.GetTimestamp() - start);
            Interlocked.Increment(ref misses);
            canonical.TryAdd(text, (graph, symbols));
        }
        calls.TryAdd(key, graph);
        return graph;
    }

    // What of a call decides its trace: types in place of nodes, and which nodes are one. It holds no node, so that no graph is kept alive.
    private readonly struct CallKey : IEquatable<CallKey>
    {
        private readonly OpIrFunction function;
        private readonly object knowledge;
        private readonly object[] parts;

        public CallKey(OpIrFunction function, object knowledge, ImmutableArray<Argument> arguments)
        {
            this.function = function;
            this.knowledge = knowledge;
            parts = Parts(arguments);
        }

        public bool Equals(CallKey other)
        {
            if (!ReferenceEquals(function, other.function) || !ReferenceEquals(knowledge, other.knowledge)
                || parts.Length != other.parts.Length)
            {
                return false;
            }
            for (var i = 0; i < parts.Length; i++)
            {
                if (!parts[i].Equals(other.parts[i]))
                {
                    return false;
                }
            }
            return true;
        }

        public override bool Equals(object? obj) => obj is CallKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = HashCode.Combine(RuntimeHelpers.GetHashCode(function), RuntimeHelpers.GetHashCode(knowledge));
            foreach (var part in parts)
            {
                hash = HashCode.Combine(hash,
                    part is TensorType { Rank: var rank, DType: var dtype } ? HashCode.Combine(rank, dtype) : part.GetHashCode());
            }
            return hash;
        }

        private static object[] Parts(ImmutableArray<Argument> arguments)
        {
            var isFlat = true;
            foreach (var argument in arguments)
            {
                isFlat &= argument is not ListArgument;
            }
            var parts = new List<object>(arguments.Length);
            for (var i = 0; i < arguments.Length; i++)
            {
                Add(arguments[i], arguments, parts, isFlat ? i : -1);
            }
            return [.. parts];
        }

        // A node that occurs again is named by its place: which arguments are one value decides what is traced.
        private static void Add(Argument argument, ImmutableArray<Argument> all, List<object> parts, int place)
        {
            switch (argument)
            {
                case NodeArgument { Node: var node }:
                    var first = place >= 0 ? FirstPlace(node, all, place) : ListPlace(node, all);
                    parts.Add(node.Type);
                    if (first != place || place < 0)
                    {
                        parts.Add(first);
                    }
                    break;
                case ListArgument { Items: var items }:
                    parts.Add("list");
                    foreach (var item in items)
                    {
                        Add(item, all, parts, -1);
                    }
                    parts.Add("end");
                    break;
                default:
                    parts.Add(argument);
                    break;
            }
        }

        private static int FirstPlace(Node node, ImmutableArray<Argument> all, int before)
        {
            for (var i = 0; i < before; i++)
            {
                if (all[i] is NodeArgument { Node: var earlier } && earlier == node)
                {
                    return i;
                }
            }
            return before;
        }

        private static int ListPlace(Node node, ImmutableArray<Argument> all)
        {
            var place = 0;
            foreach (var candidate in all)
            {
                foreach (var taken in candidate.Nodes)
                {
                    if (taken == node)
                    {
                        return place;
                    }
                    place++;
                }
            }
            return place;
        }
    }
}
