using Piecewise.Llm.Templates.Syntax;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>The arguments of a macro as names.</summary>
internal static class MacroArguments
{
    /// <summary>Sets a macro's parameters; defaults are evaluated now, and see the parameters before them.</summary>
    /// <returns>The scope.</returns>
    /// <exception cref="TemplateException">The macro does not take these arguments.</exception>
    public static Scope Bind(string name, MacroSignature signature, CallArguments arguments, Evaluator evaluator, Scope scope)
    {
        var parameters = signature.Parameters;
        var named = new OrderedDictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (key, value) in arguments.Named)
        {
            if (!named.TryAdd(key, value)) throw new TemplateException($"the macro '{name}' was given '{key}' twice");
        }
        for (int i = 0; i < parameters.Count; i++)
        {
            var (parameter, fallback) = parameters[i];
            // As in Jinja, what is given by place and by name goes to the place, and the name is one too many.
            var given = i < arguments.Positional.Count ? arguments.Positional[i]
                : named.Remove(parameter, out var value) ? value
                : null;
            given ??= fallback is null
                ? new UndefinedValue($"parameter '{parameter}' was not provided")
                : evaluator.Evaluate(fallback, scope);
            scope.Set(parameter, given);
        }
        BindRest(name, signature, arguments, named, evaluator.Budget, scope);
        return scope;
    }

    private static void BindRest(
        string name, MacroSignature signature, CallArguments arguments, OrderedDictionary<string, Value> named, Budget budget, Scope scope)
    {
        bool Has(string parameter) => signature.Parameters.Any(p => p.Name == parameter);
        if (signature.Uses.HasFlag(MacroUses.Caller) && !Has("caller"))
        {
            scope.Set("caller", named.Remove("caller", out var caller) ? caller : new UndefinedValue("No caller defined"));
        }
        if (signature.Uses.HasFlag(MacroUses.Named) && !Has("kwargs")) scope.Set("kwargs", new DictValue(named, budget));
        else if (named.Count > 0) throw new TemplateException($"the macro '{name}' has no parameter '{named.GetAt(0).Key}'");
        var rest = arguments.Positional.Skip(signature.Parameters.Count);
        if (signature.Uses.HasFlag(MacroUses.Positional) && !Has("varargs")) scope.Set("varargs", budget.Tuple(rest));
        else if (rest.Any()) throw new TemplateException($"the macro '{name}' takes at most {signature.Parameters.Count} arguments");
    }
}
