using System.Runtime.CompilerServices;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Direct;

/// <summary>Makes the instructions of a nest of loops.</summary>
internal sealed unsafe class BlockNestBuilder
{
    /// <summary>
    /// Elements of a block at most: what a routine costs before its first element is spread over as many, and some blocks fit the first
    /// cache.
    /// </summary>
    private const int LargestBlock = 512;

    private const int SmallestBlock = 64;

    /// <summary>Bytes that the blocks of a part are to stay within, and bytes that they must stay within: they lie on the stack.</summary>
    private const int WantedBytes = 64 << 10, MostBytes = 256 << 10;

    /// <summary>Bytes of a value that is the same all along a row.</summary>
    private const int RowBytes = 16;

    private readonly LoopNest nest;
    private readonly SizeTableBuilder table;
    private readonly InstructionTier tier;
    private readonly List<LoopVariable> variables;
    private readonly HashSet<LoopVariable> readByRow = [];
    private readonly Dictionary<KernelValue, BlockRegister> rowValues = [];
    private readonly Dictionary<KernelValue, BlockRegister> values = [];
    private readonly List<(BlockRegister Register, KernelValue Value)> constants = [];
    private readonly List<BlockRegister> rowRegisters = [];
    private readonly Dictionary<int, Stack<int>> free = [];
    private List<Draft> row = [];
    private List<Draft> elements = [];
    private int pass;
    private int blockBytes;

    private BlockNestBuilder(LoopNest nest, SizeTableBuilder table, InstructionTier tier)
    {
        this.tier = tier;
        this.nest = nest;
        this.table = table;
        variables = [.. nest.Accesses];
    }

    /// <summary>Makes a nest.</summary>
    /// <param name="nest">The loops.</param>
    /// <param name="table">Sizes are added.</param>
    /// <param name="tier">The instructions that it uses.</param>
    /// <exception cref="ScheduleException">A value of it can't be computed.</exception>
    public static BlockNest Build(LoopNest nest, SizeTableBuilder table, InstructionTier tier) =>
        new BlockNestBuilder(nest, table, tier).Build();

    private BlockNest Build()
    {
        var drafts = new List<(List<Draft> Row, List<Draft> Elements, List<Draft> Finish)>();
        for (pass = 0; pass < nest.PassCount; pass++)
        {
            (row, elements) = ([], []);
            values.Clear();
            var finish = BuildPass();
            PlaceBlocks(elements);
            drafts.Add((row, elements, finish));
        }
        row = [];
        foreach (var store in nest.Stores.Where(s => s.IsRow))
        {
            var stored = Row(store.Value);
            row.Add(Draft.Store(store.Access.DType, stored, Number(store.Access)));
        }
        // A row's values are blocks only where elements are computed with them.
        var rowPlace = 0;
        foreach (var register in rowRegisters)
        {
            register.Place = register.IsBlock ? Add(register.Size) : rowPlace++;
        }
        var block = Math.Clamp(WantedBytes / Math.Max(blockBytes, 1), SmallestBlock, LargestBlock) & ~(SmallestBlock - 1);
        var bytes = (blockBytes * block) + (rowPlace * RowBytes);
        if (bytes > MostBytes)
        {
            throw new ScheduleException($"its loops have too many values at once: {bytes} bytes of them.");
        }
        return new BlockNest
        {
            Block = block,
            Bytes = bytes,
            IsChunked = nest.IsChunked,
            NeedsElements = nest.NeedsElements,
            Outer = [.. nest.Space.Outer.Select(table.Row)],
            Inner = [.. nest.Space.Inner.Select(table.Row)],
            Constants = [.. constants.Select(c => Constant(c.Register, c.Value, Offset(c.Register)))],
            Passes = [.. drafts.Select(d => new BlockPass(Finished(d.Row), Finished(d.Elements), Finished(d.Finish)))],
            Last = Finished(row),
            Variables = [.. variables.Select(Variable)],
        };

        int Offset(BlockRegister? register) => register is null ? 0
            : register.IsBlock ? register.Place * block
            : (blockBytes * block) + (register.Place * RowBytes);

        BlockInstruction[] Finished(List<Draft> code) =>
            [.. code.Select(d => d.Instruction with { X = Offset(d.X), Y = Offset(d.Y), Z = Offset(d.Z), Result = Offset(d.Result) })];
    }

    private List<Draft> BuildPass()
    {
        var finish = new List<Draft>();
        var (stores, reductions) = (nest.StoresOf(pass).ToList(), nest.ReductionsOf(pass).ToList());
        var stored = stores.Select(s => Element(s.Value)).ToList();
        foreach (var reduction in reductions)
        {
            var (neutral, takeIn, dtype) = BlockReductions.Of(reduction);
            var soFar = NewRow(dtype);
            row.Add(new Draft { Instruction = new() { Kind = BlockKind.Begin, Bits = neutral }, Result = soFar });
            elements.Add(new Draft { Instruction = new() { Routine = takeIn }, X = Element(reduction.Operands[0]), Result = soFar });
            var result = NewRow(reduction.DType);
            finish.Add(new Draft
            {
                Instruction = new()
                {
                    Routine = dtype == reduction.DType ? BlockCopies.Repeat(dtype) : BlockCasts.Of(dtype, reduction.DType),
                },
                X = soFar,
                Result = result,
            });
            rowValues.Add(reduction, result);
        }
        // What is read is read before anything is written.
        foreach (var (store, value) in stores.Zip(stored))
        {
            if (store.Value.DType != store.Access.DType)
            {
                throw new ScheduleException(
                    $"%{store.Access.Name} holds {store.Access.DType.TextName()} and is computed as {store.Value.DType.TextName()}.");
            }
            elements.Add(Draft.Store(store.Access.DType, value, Number(store.Access)));
        }
        return finish;
    }

    // A block of a value's elements; of a value of the row, as many copies.
    private BlockRegister Element(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value.IsRow)
        {
            var single = Row(value);
            if (!single.IsRepeated)
            {
                single.IsRepeated = true;
                if (value.Kind is not (ValueKind.Number or ValueKind.Size))
                {
                    row.Add(new Draft
                    {
                        Instruction = new() { Kind = BlockKind.Repeat, Routine = BlockCopies.Repeat(value.DType) },
                        X = single,
                    });
                }
            }
            return single;
        }
        if (values.TryGetValue(value, out var known))
        {
            return known;
        }
        var result = new BlockRegister(value.DType.Size(), isRow: false);
        var loaded = nest.Stored(value, pass) ?? value.Access;
        elements.Add(loaded is not null
            ? Draft.Load(BlockKind.Load, value.DType, Number(loaded), result)
            : Compute(value, result, Element));
        values.Add(value, result);
        return result;
    }

    // One element of a value that is the same all along a row.
    private BlockRegister Row(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (rowValues.TryGetValue(value, out var known))
        {
            return known;
        }
        var result = NewRow(value.DType);
        switch (value.Kind)
        {
            case ValueKind.Number or ValueKind.Size:
                constants.Add((result, value));
                break;
            case ValueKind.Load:
                readByRow.Add(value.Access!);
                row.Add(Draft.Load(BlockKind.LoadRow, value.DType, Number(value.Access!), result));
                break;
            case ValueKind.Reduction:
                throw new InvalidOperationException("A reduction is taken before its pass is over.");
            default:
                row.Add(Compute(value, result, Row));
                break;
        }
        rowValues.Add(value, result);
        return result;
    }

    private Draft Compute(KernelValue value, BlockRegister result, Func<KernelValue, BlockRegister> operand)
    {
        if (value.Kind == ValueKind.Index)
        {
            return new Draft { Instruction = new() { Kind = BlockKind.Index, Variable = Number(value.Index!) }, Result = result };
        }
        var from = value.Operands[^1].DType;
        var registers = value.Operands.Select(operand).ToList();
        return new Draft
        {
            Instruction = new()
            {
                Routine = value.Kind == ValueKind.Cast ? BlockCasts.Of(from, value.DType) : BlockFunctions.Of(value.Function, from, tier),
            },
            X = registers[0],
            Y = registers.ElementAtOrDefault(1),
            Z = registers.ElementAtOrDefault(2),
            Result = result,
        };
    }

    private BlockRegister NewRow(DType dtype)
    {
        var register = new BlockRegister(dtype.Size(), isRow: true);
        rowRegisters.Add(register);
        return register;
    }

    // A block is taken again as soon as nothing needs what is in it. Values of rows stay.
    private void PlaceBlocks(List<Draft> code)
    {
        for (var i = 0; i < code.Count; i++)
        {
            foreach (var operand in code[i].Operands)
            {
                operand.LastUse = i;
            }
        }
        for (var i = 0; i < code.Count; i++)
        {
            if (code[i].Result is { IsRow: false } made)
            {
                made.Place = free.TryGetValue(made.Size, out var unused) && unused.TryPop(out var place) ? place : Add(made.Size);
            }
            foreach (var operand in code[i].Operands.Where(o => o.LastUse == i && !o.IsRow).Distinct())
            {
                if (!free.TryGetValue(operand.Size, out var places))
                {
                    free.Add(operand.Size, places = new Stack<int>());
                }
                places.Push(operand.Place);
            }
        }
    }

    private int Add(int size)
    {
        blockBytes += size;
        return blockBytes - size;
    }

    private int Number(LoopVariable variable)
    {
        var number = variables.IndexOf(variable);
        if (number < 0)
        {
            number = variables.Count;
            variables.Add(variable);
        }
        return number;
    }

    private BlockVariable Variable(LoopVariable variable) => new(
        (variable as KernelAccess)?.DType.Size() ?? 1,
        [.. variable.OuterStrides.Select(table.Row)],
        [.. variable.InnerStrides.Select(table.Row)],
        readByRow.Contains(variable) ? [.. ((KernelAccess)variable).Place.Type.Shape.Select(table.Row)] : []);

    private BlockConstant Constant(BlockRegister register, KernelValue value, int place)
    {
        var repeat = register.IsBlock ? BlockCopies.Repeat(value.DType) : (BlockRoutine?)null;
        if (value.Kind == ValueKind.Size)
        {
            return new BlockConstant(place, 0, table.Row(value.Size!), repeat);
        }
        var (number, bits) = (value.Number, 0L);
        BlockCasts.Of(DType.F64, value.DType).Run((byte*)&number, null, null, (byte*)&bits, 1);
        return new BlockConstant(place, bits, -1, repeat);
    }

    // An instruction whose blocks have no places yet.
    private sealed class Draft
    {
        public required BlockInstruction Instruction { get; init; }

        public BlockRegister? X { get; init; }

        public BlockRegister? Y { get; init; }

        public BlockRegister? Z { get; init; }

        public BlockRegister? Result { get; init; }

        public IEnumerable<BlockRegister> Operands => new[] { X, Y, Z }.OfType<BlockRegister>();

        public static Draft Load(BlockKind kind, DType dtype, int variable, BlockRegister result) =>
            new() { Instruction = new() { Kind = kind, Copy = BlockCopies.Load(dtype), Variable = variable }, Result = result };

        public static Draft Store(DType dtype, BlockRegister value, int variable) =>
            new() { Instruction = new() { Kind = BlockKind.Store, Copy = BlockCopies.Store(dtype), Variable = variable }, X = value };
    }
}
