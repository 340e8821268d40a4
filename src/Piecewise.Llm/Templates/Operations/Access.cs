using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>
/// Attributes and items as Jinja's sandbox gives them: what one way does not find, the other is asked for; what would change a value, or
/// look into Python, is undefined and an error when used.
/// </summary>
internal static class Access
{
    private static readonly string[] DictChanges = ["clear", "pop", "popitem", "setdefault", "update"];
    private static readonly string[] ListChanges = ["append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"];

    /// <summary><c>value.name</c>.</summary>
    /// <exception cref="TemplateException">The value is undefined.</exception>
    public static Value Attribute(Value value, string name, Budget budget)
    {
        if (value is UndefinedValue undefined && !IsInternal(name)) throw undefined.Error();
        return Own(value, name, budget)
            ?? (value is DictValue dict && dict.TryGet(name, out var item) ? item : MissingAttribute(value, name));
    }

    /// <summary><c>value[key]</c>.</summary>
    /// <exception cref="TemplateException">The value is undefined.</exception>
    public static Value Item(Value value, Value key, Budget budget)
    {
        if (value is UndefinedValue undefined) throw undefined.Error();
        if (value is DictValue dict && key is not (SequenceValue { } and not TupleValue or DictValue)
            && TryGet(dict, key, budget) is { } item) return item;
        if (key is NumberValue number and not FloatValue && Iteration.At(value, Numbers.Whole(number), budget) is { } at) return at;
        if (key is not TextValue name)
            return new UndefinedValue($"{value.ObjectName} has no element {Representation.Repr(key, budget)}");
        return Own(value, name.Text, budget) ?? MissingAttribute(value, name.Text);
    }

    private static Value? TryGet(DictValue dict, Value key, Budget budget)
    {
        try
        {
            return dict.TryGet(key, budget, out var item) ? item : null;
        }
        catch (TemplateException e) when (e is not TemplateLimitException)
        {
            // A tuple that holds a list is no key, and so in no dict.
            return null;
        }
    }

    private static Value? Own(Value value, string name, Budget budget)
    {
        bool changes = value switch
        {
            DictValue => DictChanges.Contains(name),
            ListValue => ListChanges.Contains(name),
            _ => false,
        };
        if (changes || IsInternal(name))
        {
            var type = value.TypeName;
            return new UndefinedValue($"access to attribute {Representation.Quoted(name)} of '{type}' object is unsafe.");
        }
        return value.Attribute(name) ?? value switch
        {
            TextValue text => TextMethods.Find(text, name, budget),
            DictValue dict => DictMethods.Find(dict, name, budget),
            SequenceValue sequence => SequenceMethods.Find(sequence, name, budget),
            _ => null,
        };
    }

    // Names that Python gives to what it is made of.
    private static bool IsInternal(string name) =>
        name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    private static UndefinedValue MissingAttribute(Value value, string name) =>
        new($"{Representation.Quoted(value.ObjectName)} has no attribute {Representation.Quoted(name)}");
}
