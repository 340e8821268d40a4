using System.Numerics;
using Piecewise.Llm.Templates.Operations;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>The functions that every template has.</summary>
internal static class Globals
{
    public static Scope Create(Budget budget, TimeProvider clock)
    {
        var scope = new Scope(null);
        Add("range", arguments => Range(arguments, budget));
        Add("namespace", arguments => Namespace(arguments, budget));
        Add("dict", arguments => Dict(arguments, budget));
        Add("cycler", arguments => new CyclerValue(arguments));
        Add("joiner", Joiner);
        Add("raise_exception", arguments => throw new TemplateRaisedException(
            Representation.Text(arguments.Bind("raise_exception()", 1, "message")[0]!, budget)));
        Add("strftime_now", arguments =>
        {
            var format = TextMethods.Text(arguments.Bind("strftime_now()", 1, "format")[0]!, "strftime_now()");
            return budget.Text(TimeFormat.Apply(format, clock.GetLocalNow(), budget));
        });
        return scope;

        void Add(string name, Func<CallArguments, Value> call) => scope.Set(name, new CallableValue(name, call));
    }

    private static RangeValue Range(CallArguments arguments, Budget budget)
    {
        if (arguments.Named.Count > 0) throw new TemplateException("range() takes no arguments by name");
        var given = arguments.Bind("range()", 1, "start", "stop", "step");
        var start = given[1] is null ? 0 : Whole(given[0]!);
        var stop = Whole(given[1] ?? given[0]!);
        var step = given[2] is null ? 1 : Whole(given[2]!);
        if (step.IsZero) throw new TemplateException("range() can't go in steps of 0");
        var distance = step.Sign > 0 ? stop - start : start - stop;
        var count = distance.Sign <= 0 ? 0 : ((distance - 1) / BigInteger.Abs(step)) + 1;
        if (count > budget.Limits.Items) throw new TemplateLimitException($"it makes a range of more than {budget.Limits.Items} numbers");
        return new RangeValue(start, stop, step, (int)count);
    }

    private static BigInteger Whole(Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        NumberValue number and not FloatValue => Numbers.Whole(number),
        _ => throw new TemplateException($"range() takes whole numbers, and was given {Iteration.Described(value)}"),
    };

    private static NamespaceValue Namespace(CallArguments arguments, Budget budget)
    {
        var result = new NamespaceValue();
        foreach (var (key, value) in Dict(arguments, budget).Items) result.Attributes[Representation.Text(key, budget)] = value;
        return result;
    }

    private static DictValue Dict(CallArguments arguments, Budget budget)
    {
        if (arguments.Positional.Count > 1) throw new TemplateException("dict() takes one dict or list of pairs, and values by name");
        var result = new DictValue(budget);
        switch (arguments.Positional is [var given] ? given : null)
        {
            case null:
                break;
            case DictValue dict:
                foreach (var (key, value) in dict.Items) result.Set(key, value, budget);
                break;
            case var pairs:
                foreach (var pair in Iteration.Of(pairs, budget))
                {
                    var parts = budget.List(Iteration.Of(pair, budget)).Items;
                    if (parts.Count != 2) throw new TemplateException("dict() takes pairs, and was given something of another length");
                    result.Set(parts[0], parts[1], budget);
                }
                break;
        }
        foreach (var (name, value) in arguments.Named) result.Set(new TextValue(name), value, budget);
        return result;
    }

    // Nothing the first time, then the separator.
    private static CallableValue Joiner(CallArguments arguments)
    {
        var separator = arguments.Bind("joiner()", 0, "sep")[0] ?? new TextValue(", ");
        bool used = false;
        return new CallableValue("joiner", inner =>
        {
            inner.Bind("joiner", 0);
            var result = used ? separator : TextValue.Empty;
            used = true;
            return result;
        }, "Joiner");
    }
}
