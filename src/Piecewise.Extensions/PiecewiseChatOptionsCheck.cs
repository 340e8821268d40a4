using Microsoft.Extensions.Options;
using Piecewise.Llm.Reasoning;
using Piecewise.Llm.Tools;

namespace Piecewise.Extensions;

/// <summary>Options are checked when the application starts, so that what is wrong is said then.</summary>
internal sealed class PiecewiseChatOptionsCheck : IValidateOptions<PiecewiseChatOptions>
{
    public ValidateOptionsResult Validate(string? name, PiecewiseChatOptions options)
    {
        var problems = new List<string>();
        if (options.Load is null)
        {
            problems.Add("AddPiecewiseChat needs a model: set Load, as in o => o.Load = (_, c) => LanguageModel.LoadAsync(\"model.pt2\").");
        }
        if (options.ToolFormat is { } format && ToolForm.Named(format) is null)
        {
            problems.Add($"ToolFormat must be {ToolForm.Names}, not '{format}'.");
        }
        if (options.ReasoningFormat is { } block && !ReasoningForm.IsName(block))
        {
            problems.Add($"ReasoningFormat must be {ReasoningForm.Names}, not '{block}'.");
        }
        if (options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > TimeSpan.FromDays(1))
        {
            problems.Add("DrainTimeout must be from 0 seconds to a day.");
        }
        try
        {
            options.Engine.Validate();
        }
        catch (ArgumentException e)
        {
            problems.Add($"Engine: {e.Message}");
        }
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
