using Piecewise.Llm.Templates.Filters;
using Piecewise.Llm.Templates.Syntax;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>A template of Jinja, in the environment that transformers gives to chat templates. Safe for many threads.</summary>
internal sealed class Template
{
    private readonly Block block;
    private readonly TemplateLimits limits;

    private Template(Block block, TemplateLimits limits) => (this.block, this.limits) = (block, limits);

    /// <exception cref="TemplateException">The template is malformed.</exception>
    public static Template Parse(string source, TemplateLimits? limits = null)
    {
        limits ??= TemplateLimits.Default;
        return new Template(StatementParser.Read(source, limits, FilterTable.Instance), limits);
    }

    /// <summary>The text that the template makes.</summary>
    /// <param name="variables">Gives the values that the template is handed; they count against its limits.</param>
    /// <param name="clock">What the time is.</param>
    /// <exception cref="TemplateRaisedException">The template refuses the values.</exception>
    /// <exception cref="TemplateLimitException">It asks for more than the limits allow.</exception>
    /// <exception cref="TemplateException">It fails.</exception>
    public string Render(Func<Budget, IEnumerable<KeyValuePair<string, Value>>> variables, TimeProvider clock)
    {
        var budget = new Budget(limits);
        var context = new Scope(Globals.Create(budget, clock));
        try
        {
            foreach (var (name, value) in variables(budget)) context.Set(name, value);
        }
        catch (TemplateLimitException e)
        {
            throw new TemplateLimitException($"There is more in the messages than a chat template may be handed: {e.Reason}.");
        }
        var evaluator = new Evaluator(budget);
        try
        {
            return new StatementRunner(evaluator).Text(block, new Scope(context));
        }
        catch (TemplateException e)
        {
            throw e.At(evaluator.Line);
        }
    }
}
