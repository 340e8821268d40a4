using Piecewise.Llm.Reasoning;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>Blocks of reasoning before an answer, however the text is cut into pieces.</summary>
public sealed class ReasoningTests
{
    private static readonly ReasoningForm Think = ReasoningForm.Of("think", null)!;

    [Theory]
    [InlineData("p<think>\n", "hm\n</think>\n\nyes", "hm", "yes")]
    [InlineData("p", "<think>\nhm </thin or not\n</think>\n\nyes </think>", "hm </thin or not", "yes </think>")]
    [InlineData("p", "\n<think>\n\n</think>\n\nyes", "", "yes")]
    [InlineData("p", "yes <think>no</think>", "", "yes <think>no</think>")]
    [InlineData("p", " <thin", "", " <thin")]
    [InlineData("p<think>\n\n</think>\n\n", "\n<think>yes", "", "\n<think>yes")]
    [InlineData("p<think>", "still  thinking </th", "still  thinking </th", "")]
    [InlineData("a <think> of a user", "yes", "", "yes")]
    public void A_block_is_parted_from_the_answer_however_it_is_cut(string prompt, string text, string reasoning, string content)
    {
        var use = ReasoningUse.Of(Think, prompt, continues: false)!.Value;
        for (var size = 1; size <= text.Length; size++)
        {
            var (thought, said) = ("", "");
            var reader = use.Read();
            for (var at = 0; at < text.Length; at += size)
            {
                var (r, c) = reader.Push(text[at..Math.Min(at + size, text.Length)], at + size >= text.Length);
                // Nothing of the answer comes before the block has ended.
                Assert.True(said.Length == 0 || r.Length == 0);
                (thought, said) = (thought + r, said + c);
            }
            Assert.Equal((reasoning, content), (thought, said));
        }
    }

    [Fact]
    public void The_template_shows_the_form_and_an_option_overrides_it()
    {
        Assert.Null(ReasoningForm.Of(null, "{{ messages }}"));
        Assert.Equal("</think>", ReasoningForm.Of(null, "{% if '</think>' in content %}")!.Close);
        Assert.Equal("<seed:think>", ReasoningForm.Of(null, "</seed:think>")!.Open);
        Assert.Null(ReasoningForm.Of("none", "</think>"));
        Assert.False(ReasoningForm.IsName("morse"));
        Assert.Equal(ReasoningStart.After, ReasoningUse.Of(Think, "an answer that", continues: true)!.Value.Start);
    }
}
