namespace Piecewise.Llm.Templates.Values;

/// <summary>
/// A value of a template, as Python has it. Values do not change, except namespaces and what is read only once; so no list or dict holds
/// itself.
/// </summary>
internal abstract class Value
{
    /// <summary>Python's name of the type, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>How messages of Jinja name a value of this type, such as <c>dict object</c>.</summary>
    public virtual string ObjectName => TypeName + " object";

    /// <summary>Whether it counts as true in a condition.</summary>
    public virtual bool IsTrue => true;

    /// <summary>How many values lie inside each other; 0 if there are none in it.</summary>
    public virtual int Depth => 0;

    /// <summary>What the value itself has under a name, such as a loop's <c>index</c>; null if there is nothing.</summary>
    public virtual Value? Attribute(string name) => null;
}
