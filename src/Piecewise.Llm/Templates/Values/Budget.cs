using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Llm.Templates.Values;

/// <summary>What a rendering has used of its limits. Everything that can take long or grow asks here first.</summary>
internal sealed class Budget(TemplateLimits limits)
{
    private const int CharactersPerStep = 64;

    private long steps;

    public TemplateLimits Limits => limits;

    /// <summary>One more step; fails where the limit is reached or the thread's stack is nearly used up.</summary>
    public void Step() => Charge(1);

    /// <summary>Work that takes as long as so many steps.</summary>
    public void Charge(long count)
    {
        steps += count;
        if (steps > limits.Steps || steps < 0)
            throw new TemplateLimitException($"it takes more than {limits.Steps} steps");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateLimitException("it goes deeper than this thread's stack allows");
    }

    /// <summary>So many characters are about to be made, behind others that were charged for before.</summary>
    public void ChargeText(BigInteger characters, int before = 0)
    {
        if (characters + before > limits.Text)
            throw new TemplateLimitException($"it makes a text of more than {limits.Text} characters");
        Charge(1 + ((long)characters / CharactersPerStep));
    }

    /// <summary>A list of so many items is about to be made.</summary>
    public void ChargeItems(BigInteger count)
    {
        if (count > limits.Items) throw new TemplateLimitException($"it makes a list of more than {limits.Items} items");
        Charge(1 + (long)count);
    }

    /// <summary>The text, once it was charged for.</summary>
    public TextValue Text(string text, bool isMarkup = false)
    {
        ChargeText(text.Length);
        return new TextValue(text, isMarkup);
    }

    /// <summary>The number, if it is not too long.</summary>
    public IntegerValue Integer(BigInteger value)
    {
        if (value.GetBitLength() > limits.IntegerBits)
            throw new TemplateLimitException($"it computes a number of more than {limits.IntegerBits} bits");
        return new IntegerValue(value);
    }

    /// <summary>The items as a list. They may be a sequence without end.</summary>
    public ListValue List(IEnumerable<Value> items) => new(Collect(items), this);

    /// <summary>The items as a tuple. They may be a sequence without end.</summary>
    public TupleValue Tuple(IEnumerable<Value> items) => new(Collect(items), this);

    /// <summary>One more item of a list.</summary>
    public void Add<T>(List<T> list, T item)
    {
        if (list.Count == limits.Items) ChargeItems(list.Count + 1);
        Step();
        list.Add(item);
    }

    /// <summary>The depth of a value that holds one of this depth.</summary>
    public int DepthAround(int inner) => inner < limits.ValueDepth
        ? inner + 1
        : throw new TemplateLimitException($"it makes values that are nested more than {limits.ValueDepth} deep");

    private List<Value> Collect(IEnumerable<Value> items)
    {
        var list = new List<Value>();
        foreach (var item in items) Add(list, item);
        return list;
    }
}
