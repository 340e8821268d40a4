using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>Inputs and results by name, and what a model says of itself.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task Inputs_and_results_have_names()
    {
        var options = new CompileOptions { Sizes = [1], RangeEndpoints = [8], MaxSize = 64 };
        using var model = await CompiledModel.LoadAsync(Samples.Jargon, options);
        Assert.Equal(["input_ids", "positions"], model.Inputs.Select(i => i.Name));
        Assert.Equal("output 0", Assert.Single(model.OutputNames));
        Assert.Equal(["(1, 1)", "(1, 8)", "(9, 64)"], model.Ranges.Select(r => r.ToString()));
        var (ids, positions) = (Tensor.From<long>([5, 6], 2), Tensor.From<long>([0, 1], 2));
        var ordered = model.Run(ids, positions);
        var named = model.Run(new Dictionary<string, CallValue> { ["positions"] = positions, ["input_ids"] = ids });
        Assert.Equal(ordered[0].Tensor!.ToArray<float>(), named["output 0"].Tensor!.ToArray<float>());
        Assert.Contains("output 0", Assert.Throws<KeyNotFoundException>(() => named["logits"]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => named[1]);
        var wrong = new Dictionary<string, CallValue> { ["ids"] = ids, ["positions"] = positions };
        Assert.Contains("input_ids", Assert.Throws<InputException>(() => model.Run(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_of_zeros_have_the_sizes_that_are_asked_for()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        var size = Assert.Single(model.SizeNames);
        Assert.Equal(7, model.ZeroInputs(new Dictionary<string, long> { [size] = 7 })[0].Tensor!.Shape[0]);
        Assert.Equal(1, model.ZeroInputs()[0].Tensor!.Shape[0]);
        Assert.Throws<ArgumentException>(() => model.ZeroInputs(new Dictionary<string, long> { ["batch"] = 7 }));
    }

    [Fact]
    public async Task A_session_runs_on_the_threads_that_it_is_given()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 2 });
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        using var session = model.StartSession(new SessionOptions { Team = team });
        // Enough for both threads.
        var inputs = model.ZeroInputs(new Dictionary<string, long> { [model.SizeNames[0]] = 64 });
        session.Run(inputs);
        Assert.Equal(model.Run(inputs)[0].Tensor!.ToArray<float>(), session.Output(0).Tensor!.ToArray<float>());
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(inputs));
    }

    [Fact]
    public async Task A_wrong_file_or_input_is_one_kind_of_exception()
    {
        await Assert.ThrowsAnyAsync<PiecewiseException>(
            () => CompiledModel.LoadAsync(Path.Combine(Repository.Root, "samples", "jargon.greedy.json")));
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        Assert.ThrowsAny<PiecewiseException>(() => model.Run(1, 2));
    }
}
