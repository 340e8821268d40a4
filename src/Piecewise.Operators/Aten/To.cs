using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Conversion to a dtype, device or memory format: the tensor itself where nothing changes. Source: <c>torch.Tensor.to</c>,
/// <c>torch.Tensor.type_as</c>.
/// </summary>
internal sealed class To : IOperatorSource
{
    private const string Tail = "bool non_blocking=False, bool copy=False, MemoryFormat? memory_format=None) -> Tensor(a)";

    public IEnumerable<Operator> Create() =>
    [
        new ToOperator("aten::to.dtype(Tensor(a) self, ScalarType dtype, " + Tail, () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, float.NaN], 3), DType.BF16)
                .Gives(Cast.To(Tensor.From([1.5f, -1.5f, float.NaN], 3), DType.BF16)),
            OperatorSample.Of(Tensor.From([1.5f, -1.5f], 2), DType.I64).Gives(Tensor.From([1L, -1], 2)).Showing("towards zero"),
            OperatorSample.Of(Tensor.From([300L, -1], 2), DType.U8).Gives(Tensor.From<byte>([44, 255], 2)).Showing("low bits"),
            OperatorSample.Of(Tensor.From([0f, 0.1f, float.NaN], 3), DType.Bool).Gives(Tensor.From([false, true, true], 3)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), DType.F64)
                .Gives(Tensor.From([1.0, 4.0, 2.0, 5.0, 3.0, 6.0], 3, 2)).WithStrides(1, 3).Showing("the memory order is kept"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), DType.F32).Gives(Tensor.From([1f, 2f], 2)).Showing("itself"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1), DType.C128).Gives(Tensor.From([new Complex(1.0, 2.0)], 1)),
        ]),
        new ToOperator(
            "aten::to.dtype_layout(Tensor(a) self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, " + Tail, () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2)).With("dtype", DType.F32).Gives(Tensor.From([1f, 0f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0)).With("copy", true)
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2))
                .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.ChannelsLast)))
                .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
        ]),
        new ToOperator("aten::to.device(Tensor(a) self, Device device, ScalarType dtype, " + Tail, () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2), Value.FromLiteral(new DeviceArgument("cpu")), DType.F32)
                .Gives(Tensor.From([1f, 2f], 2)),
        ]),
        new ToOperator("aten::to.other(Tensor(a) self, Tensor other, " + Tail, () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([0f], 1)).Gives(Tensor.From([1f, 2f], 2)),
        ]),
        // PyTorch's schema promises fresh memory, but the result is the tensor itself where the dtypes agree.
        new ToOperator("aten::type_as(Tensor(a) self, Tensor other) -> Tensor(a)", () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([0f], 1)).Gives(Tensor.From([1f, 2f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([0f], 1, 1)).Gives(Tensor.From([1f, 2f], 2)),
        ]),
        new FreshCopyOperator(),
    ];

    private sealed class ToOperator(string schema, Func<IEnumerable<OperatorSample>> cases) : AliasOperator(schema, cases)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var (dtype, device, format) = (TargetDType(context), TargetDevice(context), Format(context));
            return IsSame(context) != false
                ? self
                : new TensorType(dtype, self.Shape, MemoryFormats.Strides(context, self, format), device);
        }

        public override bool? ResultIsView(InferenceContext context) => IsSame(context);

        public override string? SameAs(InferenceContext context) => TargetDType(context) == context.Tensor("self").DType ? "self" : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dtype = Schema.HasArgument("other") ? context.Tensor("other").DType
                : Schema.HasArgument("dtype") ? context.OptionalDType("dtype") ?? self.DType
                : self.DType;
            var format = Schema.HasArgument("memory_format") ? MemoryFormats.Of(context["memory_format"]) : MemoryFormat.Preserve;
            var copies = Schema.HasArgument("copy") && context.Bool("copy");
            // All memory is the host's here; a device is part of a type only.
            var moves = Schema.HasArgument("device")
                && context["device"] is { IsNone: false, Literal: DeviceArgument { Value: not TensorType.Cpu } };
            return dtype == self.DType && !copies && !moves && MemoryFormats.Has(self, Wanted(format))
                ? self
                : MemoryFormats.Copy(self, dtype, MemoryFormats.Strides(self, format));
        }

        private bool? IsSame(InferenceContext context)
        {
            var self = context.Tensor("self");
            return TargetDType(context) != self.DType || TargetDevice(context) != self.Device
                || (Schema.HasArgument("copy") && context.Bool("copy"))
                ? false
                : MemoryFormats.Has(context, self, Wanted(Format(context)));
        }

        public override LoopForm? Loops(InferenceContext context) =>
            ResultIsView(context) != true ? Conversion.Loops(context) : null;

        // Contiguous is what PyTorch takes any strides for that are not channels-last, so it asks for nothing.
        private static MemoryFormat Wanted(MemoryFormat format) => format == MemoryFormat.Contiguous ? MemoryFormat.Preserve : format;

        private MemoryFormat Format(InferenceContext context) =>
            Schema.HasArgument("memory_format") ? MemoryFormats.Of(context["memory_format"]) : MemoryFormat.Preserve;

        private DType TargetDType(InferenceContext context) => Schema.HasArgument("other") ? context.Tensor("other").DType
            : Schema.HasArgument("dtype") ? context.OptionalDType("dtype") ?? context.Tensor("self").DType
            : context.Tensor("self").DType;

        private string TargetDevice(InferenceContext context) => Schema.HasArgument("other") ? context.Tensor("other").Device
            : Schema.HasArgument("device") && context["device"] is DeviceArgument { Value: var device } ? device
            : context.Tensor("self").Device;
    }

    private sealed class FreshCopyOperator() : Operator(
        "aten::_to_copy(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, "
        + "bool non_blocking=False, MemoryFormat? memory_format=None) -> Tensor")
    {
        public override bool IsPointwise => true;

        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1.5f, 2f], 2)).With("dtype", DType.I32).Gives(Tensor.From([1, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0)).With("dtype", DType.F64)
                .Gives(Tensor.From([1.0, 4.0, 2.0, 5.0, 3.0, 6.0], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f], 7).AsStrided([2, 2], [4, 2], 0))
                .Gives(Tensor.From([1f, 3f, 5f, 7f], 2, 2)).Showing("gaps vanish"),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var device = context["device"] is DeviceArgument { Value: var named } ? named : self.Device;
            var strides = MemoryFormats.Strides(context, self, MemoryFormats.Of(context["memory_format"]));
            return new TensorType(context.OptionalDType("dtype") ?? self.DType, self.Shape, strides, device);
        }

        public override LoopForm? Loops(InferenceContext context) => Conversion.Loops(context);

        public override string? SameAs(InferenceContext context) =>
            (context.OptionalDType("dtype") ?? context.Tensor("self").DType) == context.Tensor("self").DType ? "self" : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var strides = MemoryFormats.Strides(self, MemoryFormats.Of(context["memory_format"]));
            return MemoryFormats.Copy(self, context.OptionalDType("dtype") ?? self.DType, strides);
        }
    }
}
