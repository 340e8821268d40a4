using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>The methods of dicts that change nothing.</summary>
internal static class DictMethods
{
    public static Value? Find(DictValue dict, string name, Budget budget)
    {
        return name switch
        {
            "get" => new CallableValue(name, Get),
            "keys" => Plain(new DictViewValue(dict, DictViewKind.Keys, budget)),
            "values" => Plain(new DictViewValue(dict, DictViewKind.Values, budget)),
            "items" => Plain(new DictViewValue(dict, DictViewKind.Pairs, budget)),
            // Nothing changes a dict, so that it is its own copy.
            "copy" => Plain(dict),
            _ => null,
        };

        CallableValue Plain(Value result) => new(name, arguments =>
        {
            arguments.Bind($"{name}()", 0);
            return result;
        });

        Value Get(CallArguments arguments)
        {
            if (arguments.Named.Count > 0) throw new TemplateException("get() takes no arguments by name");
            var given = arguments.Bind("get()", 1, "key", "default");
            return dict.TryGet(given[0]!, budget, out var value) ? value : given[1] ?? NoneValue.Instance;
        }
    }
}
