using System.Collections;
using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>The results of a call, in the order of the program's outputs and by their names. They are the caller's own.</summary>
public sealed class CallResults : IReadOnlyList<CallValue>
{
    private readonly CallValue[] values;

    internal CallResults(CallValue[] values, ImmutableArray<string> names)
    {
        this.values = values;
        Names = names;
    }

    /// <summary>What the results are called: <see cref="Model.OutputNames"/>.</summary>
    public ImmutableArray<string> Names { get; }

    public int Count => values.Length;

    /// <exception cref="ArgumentOutOfRangeException">There is no such result.</exception>
    public CallValue this[int index] => (uint)index < (uint)values.Length
        ? values[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The call has {values.Length} results.");

    /// <exception cref="KeyNotFoundException">No result has that name.</exception>
    public CallValue this[string name]
    {
        get
        {
            var index = Names.IndexOf(name);
            return index >= 0
                ? values[index]
                : throw new KeyNotFoundException($"There is no result '{name}'; the results are {string.Join(", ", Names)}.");
        }
    }

    public IEnumerator<CallValue> GetEnumerator() => ((IEnumerable<CallValue>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();
}
