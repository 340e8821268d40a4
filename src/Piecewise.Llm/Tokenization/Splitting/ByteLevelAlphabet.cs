using System.Text;

namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>
/// GPT-2's way to write bytes as visible characters, so that a vocabulary of bytes fits into JSON: printable Latin-1 bytes
/// stand for themselves, the other 68 are U+0100 onwards in byte order (a space is <c>Ġ</c>, a newline <c>Ċ</c>).
/// </summary>
internal static class ByteLevelAlphabet
{
    private const int Moved = 0x100;

    private static readonly char[] Characters = BuildCharacters();
    private static readonly short[] Bytes = BuildBytes();

    /// <summary>The characters for the UTF-8 bytes of a text, appended to a buffer.</summary>
    public static void Append(ReadOnlySpan<char> text, PieceBuffer to)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var room = to.Reserve(Encoding.UTF8.GetByteCount(text));
        int filled = 0;
        while (text.Length > 0)
        {
            if (text[0] < 0x80)
            {
                room[filled++] = Characters[text[0]];
                text = text[1..];
                continue;
            }
            Rune.DecodeFromUtf16(text, out var rune, out int used);
            foreach (byte value in utf8[..rune.EncodeToUtf8(utf8)]) room[filled++] = Characters[value];
            text = text[used..];
        }
    }

    /// <summary>Writes the bytes that a token's characters stand for; false if one of them stands for none.</summary>
    /// <param name="token">Characters of the alphabet.</param>
    /// <param name="bytes">At least as long as the token.</param>
    public static bool TryGetBytes(ReadOnlySpan<char> token, Span<byte> bytes)
    {
        for (int i = 0; i < token.Length; i++)
        {
            short value = token[i] < Bytes.Length ? Bytes[token[i]] : (short)-1;
            if (value < 0) return false;
            bytes[i] = (byte)value;
        }
        return true;
    }

    private static bool StandsForItself(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

    private static char[] BuildCharacters()
    {
        int moved = Moved;
        return [.. Enumerable.Range(0, 256).Select(value => (char)(StandsForItself(value) ? value : moved++))];
    }

    private static short[] BuildBytes()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++) bytes[Characters[value]] = (short)value;
        return bytes;
    }
}
