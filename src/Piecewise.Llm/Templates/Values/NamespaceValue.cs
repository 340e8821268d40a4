namespace Piecewise.Llm.Templates.Values;

/// <summary>Named values that <c>set</c> may change, also from inside a loop.</summary>
internal sealed class NamespaceValue : Value
{
    public override string TypeName => "Namespace";

    public override string ObjectName => "jinja2.utils.Namespace object";

    /// <summary>The attributes, in the order in which they came.</summary>
    public OrderedDictionary<string, Value> Attributes { get; } = new(StringComparer.Ordinal);

    public override Value? Attribute(string name) => Attributes.GetValueOrDefault(name);
}
