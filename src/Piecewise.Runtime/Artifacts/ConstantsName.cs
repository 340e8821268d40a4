using System.Buffers.Binary;

namespace Piecewise.Runtime;

/// <summary>
/// Which file of constants belongs to an artifact: its content says what it is called, so that artifacts with equal constants share one.
/// The section <see cref="ArtifactSectionNames.Constants"/> holds it: 8 bytes of length, little-endian, and the hash.
/// </summary>
/// <param name="Hash">64 lower-case hex digits, as <see cref="ConstantsHash"/> makes it.</param>
/// <param name="Length">The file's bytes.</param>
internal sealed record ConstantsName(string Hash, long Length)
{
    internal const int SectionLength = sizeof(long) + ArtifactKey.HashLength;

    public byte[] Write()
    {
        var section = new byte[SectionLength];
        BinaryPrimitives.WriteInt64LittleEndian(section, Length);
        Convert.FromHexString(Hash).CopyTo(section, sizeof(long));
        return section;
    }

    /// <summary>Null where the artifact has no constants.</summary>
    /// <exception cref="InvalidDataException">The section is none.</exception>
    public static ConstantsName? Read(ReadOnlySpan<byte> section)
    {
        if (section.IsEmpty)
        {
            return null;
        }
        return section.Length == SectionLength && BinaryPrimitives.ReadInt64LittleEndian(section) is > 0 and var length
            ? new ConstantsName(Convert.ToHexStringLower(section[sizeof(long)..]), length)
            : throw new InvalidDataException("The section that names the file of constants is damaged.");
    }
}
