using Iced.Intel;
using Piecewise.Tensors.Kernels.Assembled;
using static Iced.Intel.AssemblerRegisters;

namespace Piecewise.Assembly;

/// <summary>
/// The innermost loops of a convolution of u8 with i8: some outputs against some vectors of 16 positions, of which each has four channels
/// as neighbours (a <em>quad</em>), tap by tap. Nothing is gathered, and no sum has to be added up: a lane is one position. What a call is
/// told: <see cref="QuadTileCall"/>.
/// </summary>
/// <remarks>
/// <code>
/// registers                                  one step of the loop (four channels of a tap), for 6 × 4
/// zmm0–23   sums: row · vectors + vector     4 × load x
/// zmm24–27  vectors of x                     for each row:
/// zmm28–31  weights of rows, in turn           1 × broadcast four weights
/// rdi  the call                                4 × multiply and add
/// rax  x          r9   weight                rcx  quads left     rsi  quads     rdx  distance of two
/// r8   x at no tap                           r10  offsets        r11  taps left
/// </code>
/// </remarks>
internal sealed class QuadTile
{
    private const int VectorBytes = 64;
    private const int QuadBytes = 4;

    // Weights are one long stream.
    private const int PrefetchBytes = 1024;

    private static readonly AssemblerRegisterZMM[] Zmm =
    [
        zmm0, zmm1, zmm2, zmm3, zmm4, zmm5, zmm6, zmm7, zmm8, zmm9, zmm10, zmm11, zmm12, zmm13, zmm14, zmm15,
        zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31,
    ];

    private readonly Assembler a = new(64) { PreferVex = false };
    private readonly QuadTileForm form;

    private QuadTile(QuadTileForm form) => this.form = form;

    /// <summary>The code: a function of one argument, by the System V calling convention.</summary>
    public static byte[] Assemble(QuadTileForm form)
    {
        var tile = new QuadTile(form);
        tile.Write();
        using var code = new MemoryStream();
        tile.a.Assemble(new StreamCodeWriter(code), 0);
        return code.ToArray();
    }

    private void Write()
    {
        a.mov(r8, Field(nameof(QuadTileCall.X)));
        a.mov(r9, Field(nameof(QuadTileCall.Weight)));
        a.mov(r10, Field(nameof(QuadTileCall.Offsets)));
        a.mov(r11, Field(nameof(QuadTileCall.Taps)));
        a.mov(rsi, Field(nameof(QuadTileCall.Quads)));
        a.mov(rdx, Field(nameof(QuadTileCall.QuadStride)));
        foreach (var sum in Zmm.Take(form.Rows * form.Vectors))
        {
            a.vpxord(sum, sum, sum);
        }
        var (tap, quad) = (a.CreateLabel(), a.CreateLabel());
        a.Label(ref tap);
        a.mov(rax, __qword_ptr[r10]);
        a.add(rax, r8);
        a.add(r10, sizeof(long));
        a.mov(rcx, rsi);
        a.Label(ref quad);
        Step();
        a.add(rax, rdx);
        a.add(r9, QuadBytes * form.Rows);
        a.dec(rcx);
        a.jnz(quad);
        a.dec(r11);
        a.jnz(tap);
        a.mov(rax, Field(nameof(QuadTileCall.Sums)));
        for (var i = 0; i < form.Rows * form.Vectors; i++)
        {
            a.vmovups(__zmmword_ptr[rax + (VectorBytes * i)], Zmm[i]);
        }
        a.vzeroupper();
        a.ret();
    }

    private void Step()
    {
        for (var vector = 0; vector < form.Vectors; vector++)
        {
            a.vmovups(Zmm[24 + vector], __zmmword_ptr[rax + (VectorBytes * vector)]);
        }
        a.prefetcht0(__byte_ptr[r9 + PrefetchBytes]);
        for (var row = 0; row < form.Rows; row++)
        {
            var weight = Zmm[28 + (row % 4)];
            a.vpbroadcastd(weight, __dword_ptr[r9 + (QuadBytes * row)]);
            for (var vector = 0; vector < form.Vectors; vector++)
            {
                a.vpdpbusd(Zmm[(row * form.Vectors) + vector], Zmm[24 + vector], weight);
            }
        }
    }

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[rdi + QuadTileCall.OffsetOf(name)];
}
