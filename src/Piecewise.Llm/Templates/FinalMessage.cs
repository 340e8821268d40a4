using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates;

/// <summary>The last message of a conversation, when the model is to go on with it: the text is cut where the message ends.</summary>
internal sealed class FinalMessage
{
    // What transformers appends too: whoever trims the message takes the space with it.
    private const string EndMark = "CONTINUE_FINAL_MESSAGE_TAG ";
    private const string Problem = "The last message can't be continued: ";

    private readonly string text;

    private FinalMessage(string text) => this.text = text;

    /// <summary>The messages with a mark at the end of the last one, and that message.</summary>
    /// <exception cref="TemplateException">The last message has no text, or the template doesn't show it.</exception>
    public static (ListValue Messages, FinalMessage Final) Mark(ListValue messages, string template, Budget budget)
    {
        if (messages.Items is not [.., DictValue last] || !last.TryGet("content", out var content) || content is NoneValue)
            throw new TemplateException(Problem + "there is none with content.");
        if (!template.Contains("content", StringComparison.Ordinal))
            throw new TemplateException(Problem + "the model's chat template doesn't use the content of messages.");
        var (marked, text) = content switch
        {
            TextValue whole => (new TextValue(whole.Text + EndMark), whole.Text),
            ListValue parts => MarkParts(parts, budget),
            _ => throw new TemplateException(Problem + "its content is neither text nor a list of parts."),
        };
        return (budget.List([.. messages.Items.SkipLast(1), With(last, "content", marked, budget)]), new FinalMessage(text));
    }

    /// <summary>The rendered text up to the end of the message.</summary>
    /// <exception cref="TemplateException">The message isn't there.</exception>
    public string Cut(string rendered)
    {
        var bare = EndMark.TrimEnd();
        int at = rendered.LastIndexOf(bare, StringComparison.Ordinal);
        if (at < 0 || !rendered.Contains(PythonText.Strip(text, null, true, true), StringComparison.Ordinal))
            throw new TemplateException(Problem + "the model's chat template leaves it out, or changes it.");
        bool keepsSpace = string.CompareOrdinal(rendered, at, EndMark, 0, EndMark.Length) == 0;
        return keepsSpace ? rendered[..at] : PythonText.Strip(rendered[..at], null, left: false, right: true);
    }

    private static (Value Content, string Text) MarkParts(ListValue parts, Budget budget)
    {
        for (int i = parts.Items.Count - 1; i >= 0; i--)
        {
            if (parts.Items[i] is not DictValue part || !part.TryGet("text", out var value) || value is not TextValue text) continue;
            var marked = With(part, "text", new TextValue(text.Text + EndMark), budget);
            return (budget.List(parts.Items.Select((item, index) => index == i ? marked : item)), text.Text);
        }
        throw new TemplateException(Problem + "none of its parts is text.");
    }

    private static DictValue With(DictValue dict, string name, Value value, Budget budget)
    {
        var result = new DictValue(budget);
        foreach (var (key, item) in dict.Items) result.Set(key, item, budget);
        result.Set(new TextValue(name), value, budget);
        return result;
    }
}
