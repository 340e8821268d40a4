using Iced.Intel;
using Piecewise.Tensors.Kernels.Assembled;
using static Iced.Intel.AssemblerRegisters;

namespace Piecewise.Assembly;

/// <summary>
/// The innermost loops of a product <c>x · wᵀ</c> whose operands both have their sums' elements as neighbours: some rows of x against a
/// group of rows of w ("columns", as they are in the result), for as many groups as the call says. Each sum is one vector over ascending
/// k, added up at the end in a fixed order, so that its bits do not depend on the tile that computes it. What a call is told:
/// <see cref="DotTileCall"/>.
/// </summary>
/// <remarks>
/// <code>
/// registers                                one step of the loop (64 bytes of every row), for 6 × 4
/// zmm0–23   sums: row · columns + column   4 × load w, prefetch w
/// zmm24–27  rows of w                      for each row of x:
/// zmm28–31  rows of x, in turn               1 × load x
/// rdi  the call                              4 × multiply and add
/// rax, r15            x: place of row 0 and of row 6
/// rsi, rbx, r14       1, 3 and 5 distances of rows of x
/// r9                  w: place
/// rcx, r12            1 and 3 distances of rows of w
/// r13  vectors left   rbp  groups left     rdx  w of the group     r8  x
/// r11                 in the loop: what is fetched ahead; outside: unfinished sums
/// r10, r11, r15, rax  at the end: place of sums, distances         k1  elements of the last vector
/// </code>
/// With six rows there are 24 multiplications and 10 loads in a step: two loads and two multiplications a cycle leave the multipliers full.
/// Tiles of up to twelve rows read w once, which counts where it comes from memory.
/// </remarks>
internal sealed class DotTile
{
    private const int VectorBytes = 64;

    // Rows of w are long streams from memory. The processor's own guess comes too late for several of them.
    private const int PrefetchBytes = 1024;

    private static readonly AssemblerRegisterZMM[] Zmm =
    [
        zmm0, zmm1, zmm2, zmm3, zmm4, zmm5, zmm6, zmm7, zmm8, zmm9, zmm10, zmm11, zmm12, zmm13, zmm14, zmm15,
        zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31,
    ];

    private static readonly AssemblerRegister64[] Saved = [rbx, rbp, r12, r13, r14, r15];

    private readonly Assembler a = new(64) { PreferVex = false };
    private readonly DotTileForm form;

    private DotTile(DotTileForm form) => this.form = form;

    private int Rows => form.Rows;

    private int Columns => form.Columns;

    /// <summary>The code: a function of one argument, by the System V calling convention.</summary>
    public static byte[] Assemble(DotTileForm form)
    {
        var tile = new DotTile(form);
        tile.Write();
        using var code = new MemoryStream();
        tile.a.Assemble(new StreamCodeWriter(code), 0);
        return code.ToArray();
    }

    private void Write()
    {
        foreach (var register in Saved)
        {
            a.push(register);
        }
        a.mov(r8, Field(nameof(DotTileCall.X)));
        a.mov(rsi, Field(nameof(DotTileCall.XRow)));
        a.mov(rdx, Field(nameof(DotTileCall.Weight)));
        a.mov(rcx, Field(nameof(DotTileCall.WeightRow)));
        a.mov(rbp, Field(nameof(DotTileCall.Groups)));
        a.mov(r10, Field(nameof(DotTileCall.Sums)));
        a.kmovq(k1, Field(nameof(DotTileCall.LastElements)));
        a.lea(rbx, __[rsi + (rsi * 2)]);
        a.lea(r14, __[rsi + (rsi * 4)]);
        a.lea(r12, __[rcx + (rcx * 2)]);

        var group = a.CreateLabel();
        a.Label(ref group);
        StartSums();
        a.mov(rax, r8);
        a.lea(r15, __[rax + (rbx * 2)]);
        a.mov(r9, rdx);
        MultiplyRows();
        EndSums();
        a.add(rdx, Field(nameof(DotTileCall.WeightStep)));
        a.dec(rbp);
        a.jnz(group);

        a.vzeroupper();
        foreach (var register in Saved.Reverse())
        {
            a.pop(register);
        }
        a.ret();
    }

    // Zero, or what an earlier part of the columns left.
    private void StartSums()
    {
        var (add, done) = (a.CreateLabel(), a.CreateLabel());
        a.cmp(__dword_ptr[rdi + DotTileCall.OffsetOf(nameof(DotTileCall.IsFirst))], 0);
        a.je(add);
        foreach (var sum in Sums())
        {
            a.vpxord(sum, sum, sum);
        }
        a.jmp(done);
        a.Label(ref add);
        a.mov(r11, Field(nameof(DotTileCall.Partial)));
        foreach (var (sum, i) in Sums().Select((s, i) => (s, i)))
        {
            a.vmovups(sum, __zmmword_ptr[r11 + (VectorBytes * i)]);
        }
        a.Label(ref done);
    }

    private void MultiplyRows()
    {
        var (loop, last, done) = (a.CreateLabel(), a.CreateLabel(), a.CreateLabel());
        a.mov(r11, Field(nameof(DotTileCall.Ahead)));
        a.mov(r13, Field(nameof(DotTileCall.Vectors)));
        a.test(r13, r13);
        a.jz(last);
        a.Label(ref loop);
        Step(isLast: false);
        a.prefetcht1(__byte_ptr[r11]);
        a.add(r11, Field(nameof(DotTileCall.AheadStep)));
        a.add(rax, VectorBytes);
        a.add(r15, VectorBytes);
        a.add(r9, VectorBytes);
        a.dec(r13);
        a.jnz(loop);
        a.Label(ref last);
        a.mov(Field(nameof(DotTileCall.Ahead)), r11);
        a.kortestq(k1, k1);
        a.jz(done);
        Step(isLast: true);
        a.Label(ref done);
    }

    private void Step(bool isLast)
    {
        for (var column = 0; column < Columns; column++)
        {
            Load(Zmm[24 + column], WeightPlace(column), isLast);
            if (!isLast)
            {
                a.prefetcht0(WeightPlace(column) + (PrefetchBytes * (Rows >= 7 ? 4 : 1)));
            }
        }
        for (var row = 0; row < Rows; row++)
        {
            var x = Zmm[28 + (row % 4)];
            Load(x, XPlace(row), isLast);
            for (var column = 0; column < Columns; column++)
            {
                Multiply(Sum(row, column), Zmm[24 + column], x);
            }
        }
    }

    // Elements beyond the last are zero, and their memory is not touched.
    private void Load(AssemblerRegisterZMM register, AssemblerMemoryOperand place, bool isLast)
    {
        if (!isLast)
        {
            a.vmovups(register, place);
        }
        else if (form.Format == ProductFormat.F32)
        {
            a.vmovups(register.k1.z, place);
        }
        else if (form.Format == ProductFormat.BF16)
        {
            a.vmovdqu16(register.k1.z, place);
        }
        else
        {
            a.vmovdqu8(register.k1.z, place);
        }
    }

    private void Multiply(AssemblerRegisterZMM sum, AssemblerRegisterZMM weight, AssemblerRegisterZMM x)
    {
        if (form.Format == ProductFormat.F32)
        {
            a.vfmadd231ps(sum, weight, x);
        }
        else if (form.Format == ProductFormat.BF16)
        {
            a.vdpbf16ps(sum, weight, x);
        }
        else
        {
            a.vpdpbusd(sum, x, weight);
        }
    }

    // Adds up the vectors and stores one number each; or stores the vectors, where further columns come.
    private void EndSums()
    {
        var (keep, next, done) = (a.CreateLabel(), a.CreateLabel(), a.CreateLabel());
        a.cmp(__dword_ptr[rdi + DotTileCall.OffsetOf(nameof(DotTileCall.IsLast))], 0);
        a.je(keep);
        a.mov(r15, r10);
        a.mov(r11, Field(nameof(DotTileCall.SumsColumn)));
        a.lea(rax, __[r11 + (r11 * 2)]);
        for (var row = 0; row < Rows; row++)
        {
            AddUp(row);
            a.vmovss(__dword_ptr[r15], xmm24);
            for (byte column = 1; column < Columns; column++)
            {
                a.vextractps(SumPlace(column), xmm24, column);
            }
            a.add(r15, Field(nameof(DotTileCall.SumsRow)));
        }
        a.jmp(next);
        a.Label(ref keep);
        a.mov(r11, Field(nameof(DotTileCall.Partial)));
        foreach (var (sum, i) in Sums().Select((s, i) => (s, i)))
        {
            a.vmovups(__zmmword_ptr[r11 + (VectorBytes * i)], sum);
        }
        a.Label(ref next);
        a.add(r10, Field(nameof(DotTileCall.SumsStep)));
        a.add(__qword_ptr[rdi + DotTileCall.OffsetOf(nameof(DotTileCall.Partial))], VectorBytes * Rows * Columns);
    }

    // xmm24 = the sums of a row's vectors: over pairs within 128 bits, then over these, then over the halves.
    private void AddUp(int row)
    {
        // Of columns that are not there any other will do: no sum sees its neighbours.
        var (s0, s1, s2, s3) = (Sum(row, 0), Sum(row, 1 % Columns), Sum(row, 2 % Columns), Sum(row, 3 % Columns));
        a.vunpcklps(zmm24, s0, s1);
        a.vunpckhps(zmm25, s0, s1);
        Add(zmm24, zmm24, zmm25);
        a.vunpcklps(zmm26, s2, s3);
        a.vunpckhps(zmm27, s2, s3);
        Add(zmm26, zmm26, zmm27);
        a.vunpcklpd(zmm25, zmm24, zmm26);
        a.vunpckhpd(zmm27, zmm24, zmm26);
        Add(zmm25, zmm25, zmm27);
        a.vextractf64x4(ymm24, zmm25, 1);
        Add(zmm24, zmm24, zmm25);
        a.vextractf32x4(xmm25, ymm24, 1);
        Add(zmm24, zmm24, zmm25);
    }

    private void Add(AssemblerRegisterZMM sum, AssemblerRegisterZMM x, AssemblerRegisterZMM y)
    {
        if (form.HasIntegerSums)
        {
            a.vpaddd(sum, x, y);
        }
        else
        {
            a.vaddps(sum, x, y);
        }
    }

    private static AssemblerMemoryOperand SumPlace(int column) => column switch
    {
        1 => __dword_ptr[r15 + r11],
        2 => __dword_ptr[r15 + (r11 * 2)],
        _ => __dword_ptr[r15 + rax],
    };

    private static AssemblerMemoryOperand XPlace(int row)
    {
        var place = row < 6 ? rax : r15;
        return (row % 6) switch
        {
            0 => __zmmword_ptr[place],
            1 => __zmmword_ptr[place + rsi],
            2 => __zmmword_ptr[place + (rsi * 2)],
            3 => __zmmword_ptr[place + rbx],
            4 => __zmmword_ptr[place + (rsi * 4)],
            _ => __zmmword_ptr[place + r14],
        };
    }

    private static AssemblerMemoryOperand WeightPlace(int column) => column switch
    {
        0 => __zmmword_ptr[r9],
        1 => __zmmword_ptr[r9 + rcx],
        2 => __zmmword_ptr[r9 + (rcx * 2)],
        _ => __zmmword_ptr[r9 + r12],
    };

    private AssemblerRegisterZMM Sum(int row, int column) => Zmm[(row * Columns) + column];

    private IEnumerable<AssemblerRegisterZMM> Sums() => Zmm.Take(Rows * Columns);

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[rdi + DotTileCall.OffsetOf(name)];
}
