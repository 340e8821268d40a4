using System.Text.Json;
using Piecewise.Llm.Tokenization.Model;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>
/// Reads the <c>post_processor</c> field, for one text at a time: what a pair of texts becomes is not read.
/// </summary>
internal sealed class PostProcessorReader(FormatProblems problems)
{
    private const string Supported = "ByteLevel, TemplateProcessing, Sequence, BertProcessing, RobertaProcessing";

    private bool addsIds;

    /// <summary>The ids around a text, in order; null stands for the ids of the text.</summary>
    public IReadOnlyList<int[]?> Read(JsonSection section)
    {
        IReadOnlyList<int[]?> template = [null];
        switch (section.Text("type"))
        {
            case "ByteLevel":
                section.Ignore("add_prefix_space", "trim_offsets", "use_regex");
                break;
            case "TemplateProcessing":
                section.Ignore("pair");
                template = ReadTemplate(section);
                break;
            case "BertProcessing" or "RobertaProcessing":
                section.Ignore("add_prefix_space", "trim_offsets");
                template = [ReadTokenAndId(section, "cls"), null, ReadTokenAndId(section, "sep")];
                break;
            case "Sequence":
                foreach (var step in section.Sections("processors"))
                {
                    var inner = Read(step);
                    if (inner is not [null]) template = inner;
                }
                section.RefuseTheRest();
                return template;
            case var other:
                section.ProblemUnlessMissing("type", $"\"{other}\" (supported: {Supported})");
                return template;
        }
        section.RefuseTheRest();
        if (template is not [null]
            && addsIds) section.Problem("adds tokens to what another step added tokens to (supported: one such step)");
        addsIds |= template is not [null];
        return template;
    }

    private List<int[]?> ReadTemplate(JsonSection section)
    {
        var special = section.Section("special_tokens");
        var template = new List<int[]?>();
        foreach (var part in section.Sections("single"))
        {
            if (part.Has("Sequence"))
            {
                var sequence = part.Section("Sequence");
                sequence.Ignore("type_id");
                string id = sequence.Text("id");
                if (id != "A") sequence.ProblemUnlessMissing("id", $"\"{id}\" (supported for a single text: A)");
                template.Add(null);
            }
            else
            {
                var token = part.Section("SpecialToken");
                token.Ignore("type_id");
                string id = token.Text("id");
                if (special.Has(id)) template.Add([.. special.Section(id).Numbers("ids", Vocabulary.GreatestId)]);
                else token.ProblemUnlessMissing("id", $"\"{id}\" is not among special_tokens");
            }
            part.RefuseTheRest();
        }
        return template;
    }

    /// <summary><c>["&lt;/s&gt;", 2]</c></summary>
    private int[] ReadTokenAndId(JsonSection section, string name)
    {
        var items = section.Items(name);
        if (items is [_, { ValueKind: JsonValueKind.Number } number]
            && number.TryGetInt32(out int id) && id is >= 0 and <= Vocabulary.GreatestId)
            return [id];
        if (section.Has(name)) problems.Add($"{section.Path}.{name}", "must be a list of a token and its id");
        return [];
    }
}
