namespace Piecewise.Llm.Templates.Values;

/// <summary>The arguments of a call.</summary>
internal sealed record CallArguments(IReadOnlyList<Value> Positional, IReadOnlyList<(string Name, Value Value)> Named)
{
    public static CallArguments None { get; } = new([], []);

    /// <summary>The arguments by parameter; null where one was not given.</summary>
    /// <param name="callee">For messages.</param>
    /// <param name="required">How many of the parameters must be given.</param>
    /// <param name="parameters">The names, in order.</param>
    /// <exception cref="TemplateException">There are too many, too few, or one that has no parameter.</exception>
    public Value?[] Bind(string callee, int required, params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length)
        {
            throw new TemplateException(
                $"{callee} takes at most {Count(parameters.Length, "argument")}, and was given {Positional.Count}");
        }
        var bound = new Value?[parameters.Length];
        for (int i = 0; i < Positional.Count; i++) bound[i] = Positional[i];
        foreach (var (name, value) in Named)
        {
            int at = parameters.IndexOf(name);
            if (at < 0) throw new TemplateException($"{callee} has no parameter '{name}'");
            if (bound[at] is not null) throw new TemplateException($"{callee} was given '{name}' twice");
            bound[at] = value;
        }
        for (int i = 0; i < required; i++)
        {
            if (bound[i] is null) throw new TemplateException($"{callee} was not given '{parameters[i]}'");
        }
        return bound;
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
