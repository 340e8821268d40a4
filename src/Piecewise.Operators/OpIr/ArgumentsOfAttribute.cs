namespace Piecewise.Operators.OpIr;

/// <summary>
/// The last parameter of an op-IR function, a <c>TracedArgument[]</c>: all arguments of another operator, as its schema lists them. A fused
/// op whose meaning begins with a call of that operator passes them on and has them too, whichever they are.
/// </summary>
/// <param name="schema">The operator's schema, with its name; no argument stands after <c>*</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class ArgumentsOfAttribute(string schema) : Attribute
{
    /// <summary>Each argument as schema text, with its default.</summary>
    public string[] Arguments
    {
        get
        {
            var (begin, end) = (schema.IndexOf('(', StringComparison.Ordinal) + 1, schema.LastIndexOf(") -> ", StringComparison.Ordinal));
            return schema[begin..end].Split(", ");
        }
    }
}
