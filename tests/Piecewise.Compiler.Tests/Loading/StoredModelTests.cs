using Piecewise.Compiler.Projects;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>
/// Programs written as projects, opened again with their code: the weights, views of them, buffers and constants are what they were.
/// </summary>
public sealed class StoredModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-project-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("alias_outputs")]
    [InlineData("buffer_counter")]
    [InlineData("case_one_boundary")]
    [InlineData("case_three_boundaries")]
    [InlineData("casts")]
    [InlineData("constants_in")]
    [InlineData("input_mutation")]
    [InlineData("same_buffers")]
    [InlineData("shared_storage")]
    [InlineData("slice_of_transpose")]
    [InlineData("view_dtype")]
    public void A_stored_program_computes_what_it_computed(string name)
    {
        using var program = PreparedProgram.Load(PathOf(name));
        var files = ProjectWriter.Write(program, folder);
        Assert.All(files, f => Assert.True(File.Exists(Path.Combine(folder, f)), f));
        Assert.Contains("Program.cs", files);

        using var stored = StoredModel.Open(folder, ProgramCode.Load(program.Compilation.Code.Assembly.AsSpan()));
        using var session = stored.StartSession();
        using var original = program.Compilation.Program.StartSession();
        // Twice: a buffer that calls change has another value in the second.
        for (var call = 0; call < 2; call++)
        {
            session.Run(stored.ZeroInputs());
            original.Run(new CallShapes(program.Compilation.Plan.Manifest, new Dictionary<string, long>()).Zeros());
            Assert.Equal(original.OutputCount, session.OutputCount);
            for (var i = 0; i < session.OutputCount; i++)
            {
                var (expected, actual) = (original.Output(i), session.Output(i));
                Assert.Equal(expected.Kind, actual.Kind);
                Assert.True(expected.Tensor is null ? expected == actual : BitwiseEqual(expected.Tensor, actual.Tensor!),
                    $"output {i} of call {call}");
            }
        }
    }

    [Fact]
    public void Quantized_weights_are_mapped_with_the_others()
    {
        using var program = PreparedProgram.Load(Samples.Jargon, new CompileOptions { Weights = WeightFormats.Int4 });
        ProjectWriter.Write(program, folder);
        // What is computed is no part of the description.
        Assert.InRange(
            new FileInfo(Path.Combine(folder, StoredModel.ProgramFile)).Length, 1,
            new FileInfo(Path.Combine(folder, StoredModel.WeightsFile)).Length / 4);

        using var stored = StoredModel.Open(folder, ProgramCode.Load(program.Compilation.Code.Assembly.AsSpan()));
        Assert.All(stored.Program.State, s => Assert.NotNull(s.Storage.Mapping));
        using var session = stored.StartSession();
        using var original = program.Compilation.Program.StartSession();
        var inputs = new CallShapes(program.Compilation.Plan.Manifest, new Dictionary<string, long> { ["s72"] = 3 }).Zeros();
        session.Run(inputs);
        original.Run(inputs);
        Assert.True(BitwiseEqual(original.Output(0).Tensor!, session.Output(0).Tensor!));
    }

    [Fact]
    public void A_program_that_needs_the_interpreter_is_refused_with_the_reason()
    {
        using var program = PreparedProgram.Load(PathOf("item_float"));
        var exception = Assert.Throws<ProjectException>(() => ProjectWriter.Write(program, folder));
        Assert.Contains("%item", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Files_that_are_damaged_or_of_another_program_are_refused()
    {
        using var program = PreparedProgram.Load(PathOf("buffer_counter"));
        ProjectWriter.Write(program, folder);
        var code = ProgramCode.Load(program.Compilation.Code.Assembly.AsSpan());
        var (description, weights) = (Path.Combine(folder, StoredModel.ProgramFile), Path.Combine(folder, StoredModel.WeightsFile));
        var writer = new SafetensorsWriter();
        writer.Add("other", Tensor.Zeros(DType.F32, 1));
        writer.Save(weights);
        Assert.Contains(StoredModel.WeightsFile, Assert.Throws<StoredModelException>(() => StoredModel.Open(folder, code)).Message,
            StringComparison.Ordinal);

        var bytes = File.ReadAllBytes(description);
        bytes[^1] ^= 1;
        File.WriteAllBytes(description, bytes);
        Assert.Contains(StoredModel.ProgramFile, Assert.Throws<StoredModelException>(() => StoredModel.Open(folder, code)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_a_program_has_not_is_named()
    {
        using var program = PreparedProgram.Load(PathOf("case_one_boundary"));
        var exception = Assert.Throws<ArgumentException>(
            () => new CallShapes(program.Compilation.Plan.Manifest, new Dictionary<string, long> { ["batch"] = 3 }));
        Assert.Contains("'batch'", exception.Message, StringComparison.Ordinal);
    }

    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "corpus", "programs", $"{name}.pt2");

    private static unsafe bool BitwiseEqual(Tensor expected, Tensor actual)
    {
        var (left, right) = (expected.Contiguous(), actual.Contiguous());
        var length = (int)(left.ElementCount * left.DType.Size());
        return left.DType == right.DType && left.Shape.SequenceEqual(right.Shape)
            && new ReadOnlySpan<byte>(left.Pointer, length).SequenceEqual(new ReadOnlySpan<byte>(right.Pointer, length));
    }
}
