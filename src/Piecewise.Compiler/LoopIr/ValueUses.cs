using System.Runtime.CompilerServices;

namespace Piecewise.Compiler.LoopIr;

/// <summary>How often each value is taken in a block of code: what is taken twice gets a name.</summary>
internal sealed class ValueUses
{
    private readonly Dictionary<KernelValue, int> uses = [];
    private readonly Func<KernelValue, bool> isGiven;

    /// <param name="roots">What the block needs.</param>
    /// <param name="isGiven">Values that are there without being computed.</param>
    public ValueUses(IEnumerable<KernelValue> roots, Func<KernelValue, bool> isGiven)
    {
        this.isGiven = isGiven;
        foreach (var root in roots)
        {
            Add(root);
        }
    }

    /// <summary>The given values among what the block needs, in the order in which it comes to them.</summary>
    public IEnumerable<KernelValue> Given => uses.Keys.Where(isGiven);

    /// <summary>What the block reads of its row.</summary>
    public IEnumerable<KernelValue> Loads => uses.Keys.Where(v => v.Kind == ValueKind.Load && !isGiven(v));

    public int Of(KernelValue value) => uses.GetValueOrDefault(value);

    private void Add(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        uses[value] = uses.GetValueOrDefault(value) + 1;
        if (uses[value] == 1 && !isGiven(value))
        {
            foreach (var operand in value.Operands)
            {
                Add(operand);
            }
        }
    }
}
