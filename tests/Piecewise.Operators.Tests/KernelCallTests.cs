using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Tests;

/// <summary>
/// A kernel's call that an operator fills wrongly is no call; and whatever calls the samples' operators make, there is code for them.
/// </summary>
public sealed unsafe class KernelCallTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static TheoryData<string> Operators => new(Catalog.Operators.Where(o => o.Samples.Any()).Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Operators))]
    public void There_is_code_for_every_call_and_each_of_its_fields_lies_in_the_struct(string name)
    {
        foreach (var sample in Catalog[name].Samples.Where(s => s.Expected is not null))
        {
            if (Catalog[name].DirectKernel(InferenceContext.Of(Call(sample, name).Node)) is not { } call)
            {
                continue;
            }
            Assert.NotEqual(default, call.Entry);
            Assert.Equal(call.Fields.Select(f => f.Offset).Distinct().Order(), call.Fields.Select(f => f.Offset));
            Assert.All(call.Fields, f => Assert.True(f.Offset % sizeof(long) == 0 && f.Offset + sizeof(long) <= call.Template.Length));
            Assert.All(call.Fields, f => Assert.True(call.Template.AsSpan().Slice(f.Offset, sizeof(long)).IndexOfAnyExcept((byte)0) < 0));
        }
    }

    [Fact]
    public void What_the_call_brings_is_found_in_the_struct_and_literals_stay_there()
    {
        var (context, node) = Relu();
        var builder = new KernelCallBuilder(context, DType.F32);
        var size = SymInt.Symbol("s0");

        var call = builder.Of(new PaddedCopyCall<DType0>
        {
            X = builder.Pointer<DType0>("self"),
            XOffset = builder.Size(3),
            XStrides = builder.Sizes([size, 1]),
            Value = double.NaN,
            Result = builder.Pointer<DType0>(context.StridedResult().Pointer),
            Count = builder.Size(size),
            ResultOffset =
                builder.Size(size),
            ResultStrides = null,
            Sizes = null,
            Rank = 2,
        });

        Assert.Equal("PaddedCopyCall<float>", call.Name);
        Assert.Equal([0, 16, 32, 40, 48], call.Fields.Select(f => f.Offset));
        Assert.Equal(node, Assert.IsType<TensorPointer>(call.Fields[0].Value).Tensor);
        Assert.Equal<SymInt>([size, 1], Assert.IsType<SizeArray>(call.Fields[1].Value).Values);
        Assert.Equal(0, Assert.IsType<ResultPointer>(call.Fields[2].Value).Index);
        Assert.Equal(size, Assert.IsType<SizeNumber>(call.Fields[3].Value).Value);
        Assert.Equal(3, BitConverter.ToInt64(call.Template.AsSpan()[8..]));
        Assert.True(double.IsNaN(BitConverter.ToDouble(call.Template.AsSpan()[24..])));
        Assert.Equal(2, BitConverter.ToInt64(call.Template.AsSpan()[72..]));
    }

    [Fact]
    public void What_lay_on_the_stack_before_a_struct_is_no_part_of_its_call()
    {
        var (context, _) = Relu();
        var builder = new KernelCallBuilder(context, DType.F32, DType.I64);
        var kernel = new TakeSlicesCall<DType0, DType1>
        {
            X = builder.Pointer<DType0>("self"),
            XOuter = builder.Size(1),
            XStride = builder.Size(1),
            Indices = null,
            IndexStride = builder.Size(1),
            FromEnd = true,
            Result = builder.Pointer<DType0>(context.StridedResult().Pointer),
            Outer = builder.Size(1),
            Size = builder.Size(1),
            Count = builder.Size(1),
            Inner = builder.Size(1),
        };
        // The padding after the bool holds the rest of a pointer's handle, as a word of the stack that is used again may.
        for (var handle = (byte*)&kernel.X; handle < (byte*)&kernel.X + sizeof(long); handle++)
        {
            var place = (byte*)&kernel.FromEnd + (handle - (byte*)&kernel.X);
            *place = place == (byte*)&kernel.FromEnd ? *place : *handle;
        }

        var call = builder.Of(kernel);

        var offset = (int)((byte*)&kernel.FromEnd - (byte*)&kernel);
        Assert.DoesNotContain(call.Fields, f => f.Offset == offset);
        Assert.Equal(1, call.Template[offset]);
    }

    [Fact]
    public void A_value_that_no_field_holds_is_a_mistake()
    {
        var builder = new KernelCallBuilder(Relu().Context, DType.F32);
        var copy = Copy(builder);
        builder.Size(SymInt.Symbol("s0"));

        Assert.Contains("is in none of its fields", Assert.Throws<InvalidOperationException>(() => builder.Of(copy)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pointer_to_elements_of_another_dtype_is_a_mistake()
    {
        var builder = new KernelCallBuilder(Relu().Context, DType.BF16);

        Assert.Contains("holds elements of f32 where its kernel takes bf16", Assert.Throws<InvalidOperationException>(
            () => Copy(builder)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => { builder.Pointer<long>("self"); });
    }

    [Fact]
    public void As_many_dtypes_as_the_kernel_has_type_arguments()
    {
        var builder = new KernelCallBuilder(Relu().Context, DType.F32, DType.I64);
        var copy = Copy(builder);

        Assert.Contains("number of type arguments", Assert.Throws<InvalidOperationException>(() => builder.Of(copy)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_refuses_dtypes_that_it_is_not_made_for()
    {
        var builder = new KernelCallBuilder(Relu().Context, DType.F64);
        var call = builder.Of(new LinearCall<DType0>
        {
            X = null,
            XRow = 1,
            Weight = null,
            WeightRow = 1,
            Bias = null,
            Result = null,
            ResultRow = 1,
            M = 0,
            N = 0,
            K = 0,
        });

        Assert.Throws<NotSupportedException>(() => call.Entry);
    }

    private static StridedCopyCall<DType0> Copy(KernelCallBuilder builder) => new()
    {
        X = builder.Pointer<DType0>("self"),
        XStrides = null,
        Result = null,
        ResultStrides = null,
        Sizes = null,
        Rank = 0,
    };

    private static (InferenceContext Context, Node Self) Relu()
    {
        var (graph, node) = Call(OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2)), "aten::relu.default");
        return (InferenceContext.Of(node), graph.Inputs.First());
    }

    private static (Graph Graph, Node Node) Call(OperatorSample sample, string name)
    {
        var graph = new Graph("sample", new ShapeEnvironment());
        var op = Catalog[name];
        var inputs = ImmutableArray.CreateBuilder<Value>();
        return (graph, graph.AddCall(op, [.. SampleCalls.Arguments(op, sample).Select(v => SampleCalls.ToArgument(graph, v, inputs))]));
    }
}
