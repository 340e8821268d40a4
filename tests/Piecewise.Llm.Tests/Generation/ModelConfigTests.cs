namespace Piecewise.Llm.Tests.Generation;

public sealed class ModelConfigTests
{
    [Theory]
    [InlineData("{}", null, null, "")]
    [InlineData("""{"max_position_embeddings": 12, "eos_token_id": 3}""", null, 12L, "3")]
    [InlineData("""{"max_position_embeddings": null, "eos_token_id": null}""", """{"eos_token_id": [4, 5]}""", null, "4 5")]
    [InlineData("""{"eos_token_id": 3}""", """{"eos_token_id": []}""", null, "3")]
    [InlineData("""{"eos_token_id": 3}""", """{"eos_token_id": 4}""", null, "4")]
    public void Limits_and_ends_are_read(string config, string? generation, long? positions, string ends)
    {
        var read = Read(config, generation);
        Assert.Equal(positions, read.MaxPositions);
        Assert.Equal(ends, string.Join(' ', read.EndOfText));
    }

    [Theory]
    [InlineData("""{"max_position_embeddings": 0}""", "max_position_embeddings 0")]
    [InlineData("""{"max_position_embeddings": -5}""", "max_position_embeddings -5")]
    [InlineData("""{"max_position_embeddings": 12.5}""", "max_position_embeddings 12.5")]
    [InlineData("""{"max_position_embeddings": 1e30}""", "max_position_embeddings 1e30")]
    [InlineData("""{"max_position_embeddings": "12"}""", "max_position_embeddings \"12\"")]
    [InlineData("""{"max_position_embeddings": {}}""", "max_position_embeddings {}")]
    [InlineData("""{"eos_token_id": 1.5}""", "eos_token_id 1.5")]
    [InlineData("""{"eos_token_id": [1, 99999999999]}""", "eos_token_id 99999999999")]
    [InlineData("""{"eos_token_id": ["</s>"]}""", "eos_token_id \"</s>\"")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not JSON")]
    public void What_is_no_number_of_tokens_is_refused(string config, string problem)
    {
        Assert.Contains(problem, Assert.Throws<NotALanguageModelException>(() => Read(config, null)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => ModelConfig.Read(null!));
    }

    private static ModelConfig Read(string config, string? generation)
    {
        var files = new Dictionary<string, string> { ["config.json"] = config };
        if (generation is not null)
        {
            files["generation_config.json"] = generation;
        }
        return ModelConfig.Read(files);
    }
}
