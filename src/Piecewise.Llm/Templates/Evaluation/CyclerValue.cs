using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>Gives its values one after the other, and then again.</summary>
internal sealed class CyclerValue : Value
{
    private readonly IReadOnlyList<Value> values;
    private int next;

    public CyclerValue(CallArguments arguments) => values = arguments is { Positional.Count: > 0, Named.Count: 0 }
        ? arguments.Positional
        : throw new TemplateException("cycler() needs values to go through");

    public override string TypeName => "Cycler";

    public override string ObjectName => "jinja2.utils.Cycler object";

    public override Value? Attribute(string name) => name switch
    {
        "current" => values[next],
        "next" => new CallableValue(name, arguments =>
        {
            arguments.Bind("next()", 0);
            var result = values[next];
            next = (next + 1) % values.Count;
            return result;
        }),
        "reset" => new CallableValue(name, arguments =>
        {
            arguments.Bind("reset()", 0);
            next = 0;
            return NoneValue.Instance;
        }),
        _ => null,
    };
}
