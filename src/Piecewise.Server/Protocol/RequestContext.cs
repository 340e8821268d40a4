using Piecewise.Llm;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Tools;

namespace Piecewise.Server.Protocol;

/// <summary>What requests are checked against.</summary>
/// <param name="Defaults">How tokens are picked where a request does not say it.</param>
/// <param name="ContextLength">Tokens that prompt and new text may have together.</param>
/// <param name="IsToken">Whether a number is the id of a token.</param>
/// <param name="Tools">How the model writes calls of tools.</param>
/// <param name="Grammars">What texts were held to before.</param>
internal sealed record RequestContext(
    SamplingDefaults Defaults, long ContextLength, Func<int, bool> IsToken, ToolForm Tools, GrammarCache Grammars);
