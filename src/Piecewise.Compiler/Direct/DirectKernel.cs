using System.Runtime.CompilerServices;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Direct;

/// <summary>
/// A call of a kernel: its struct is filled on the stack, and its code, which is compiled with the product, called with it.
/// </summary>
internal sealed unsafe class DirectKernel : DirectStep
{
    private readonly string origin;
    private readonly KernelEntry entry;
    private readonly byte[] template;
    private readonly Field[] fields;
    private readonly DirectLoops? epilogue;
    private readonly int words;

    /// <exception cref="ScheduleException">The kernel takes what this backend does not know.</exception>
    public DirectKernel(KernelStep step, PieceDescription piece, SizeTableBuilder table, InstructionTier tier)
    {
        origin = step.Origin;
        entry = step.Kernel.Entry;
        template = [.. step.Kernel.Template];
        fields = [.. step.Kernel.Fields.Select(f => new Field(f.Offset, f.Value, step, piece, table))];
        epilogue = step.Epilogue is { } loops ? new DirectLoops(loops, piece, table, tier) : null;
        words = (template.Length / sizeof(long)) + fields.Sum(f => f.Words);
    }

    [SkipLocalsInit]
    public override void Run(in DirectCall call)
    {
        // The struct, then the arrays that it points to.
        var memory = stackalloc long[words + 1];
        template.CopyTo(new Span<byte>(memory, template.Length));
        var array = memory + (template.Length / sizeof(long));
        var bases = stackalloc byte*[epilogue?.VariableCount ?? 1];
        var state = epilogue?.StateOf(in call, bases) ?? default;
        foreach (var field in fields)
        {
            var place = (long*)((byte*)memory + field.Offset);
            switch (field.Value)
            {
                case TensorPointer or ResultPointer:
                    *place = (long)field.Places[0].In(in call);
                    break;
                case SizeNumber:
                    *place = call.Sizes[field.Rows[0]];
                    break;
                case SizeArray:
                    *place = (long)array;
                    foreach (var row in field.Rows)
                    {
                        *array++ = call.Sizes[row];
                    }
                    break;
                case PointerArray:
                    *place = (long)array;
                    foreach (var tensor in field.Places)
                    {
                        *array++ = (long)tensor.In(in call);
                    }
                    break;
                case NextFunction when epilogue is not null:
                    *place = (long)(delegate*<void*, nint, nint, nint, nint, void>)&DirectLoops.RunBlock;
                    break;
                case NextState when epilogue is not null:
#pragma warning disable CS8500 // As in DirectLoops: it lies on this stack until the kernel is done.
                    *place = (long)&state;
#pragma warning restore CS8500
                    break;
            }
        }
        // A kernel that refuses a value does not know whose it is.
        call.Context.Call = origin;
        entry.Run(call.Context.Workers, memory);
    }

    // What a word of the struct holds.
    private readonly struct Field
    {
        public Field(int offset, KernelArgument value, KernelStep step, PieceDescription piece, SizeTableBuilder table)
        {
            (Offset, Value) = (offset, value);
            Places = value switch
            {
                TensorPointer { Tensor: var tensor } => [Of(step.PlaceOf(tensor))],
                ResultPointer { Index: var index } => [Of(step.Written[index])],
                PointerArray { Tensors: var tensors } => [.. tensors.Select(t => Of(step.PlaceOf(t)))],
                SizeNumber or SizeArray or NextFunction or NextState => [],
                _ => throw new ScheduleException($"{step.Origin}: {value} is no value of a kernel's call."),
            };
            Rows = value switch
            {
                SizeNumber { Value: var size } => [table.Row(size)],
                SizeArray { Values: var sizes } => [.. sizes.Select(table.Row)],
                _ => [],
            };

            DirectPlace Of(MemoryPlace place) => DirectPlace.Of(place, piece, table);
        }

        public int Offset { get; }

        public KernelArgument Value { get; }

        public DirectPlace[] Places { get; }

        public int[] Rows { get; }

        public int Words => Value is SizeArray or PointerArray ? Places.Length + Rows.Length : 0;
    }
}
