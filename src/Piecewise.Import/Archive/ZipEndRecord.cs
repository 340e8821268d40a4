using System.Buffers.Binary;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>Where the central directory is: the end record of a zip, with its ZIP64 form where one is present.</summary>
/// <param name="DirectoryOffset">Position of the central directory in the file.</param>
/// <param name="DirectoryLength">Bytes of the central directory.</param>
/// <param name="EntryCount">Entries that the directory declares.</param>
/// <remarks>Layout: sections 4.3.14 to 4.3.16 of the ZIP application note.</remarks>
internal readonly record struct ZipEndRecord(long DirectoryOffset, long DirectoryLength, long EntryCount)
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const uint EndSignature = 0x06054B50;
    private const uint LocatorSignature = 0x07064B50;
    private const uint End64Signature = 0x06064B50;

    /// <summary>Finds and checks the end record, or says in <paramref name="problem"/> what is wrong.</summary>
    public static ZipEndRecord? TryRead(MappedBytes bytes, out string problem)
    {
        problem = "";
        int tailLength = (int)Math.Min(bytes.Length, EndLength + ushort.MaxValue);
        long tailStart = bytes.Length - tailLength;
        ReadOnlySpan<byte> tail = bytes.Slice(tailStart, tailLength);
        for (int at = tailLength - EndLength; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail[at..];
            // The comment must reach the end of the file exactly: otherwise two readers could see two directories.
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) == EndSignature
                && BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) == end.Length - EndLength)
                return Read(bytes, tailStart + at, end, out problem);
        }

        problem = "the zip has no end record: the file is truncated (an interrupted download?) or has bytes after its end";
        return null;
    }

    private static ZipEndRecord? Read(MappedBytes bytes, long endOffset, ReadOnlySpan<byte> end, out string problem)
    {
        problem = "";
        uint disk = BinaryPrimitives.ReadUInt16LittleEndian(end[4..]);
        uint directoryDisk = BinaryPrimitives.ReadUInt16LittleEndian(end[6..]);
        ushort countHere = BinaryPrimitives.ReadUInt16LittleEndian(end[8..]);
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        long recordsEnd = endOffset;
        var record = new ZipEndRecord(offset, length, count);

        long locatorOffset = endOffset - LocatorLength;
        if (locatorOffset >= 0
            && bytes.Slice(locatorOffset, LocatorLength) is var locator
            && BinaryPrimitives.ReadUInt32LittleEndian(locator) == LocatorSignature)
        {
            ulong end64Offset = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(locator[4..]) != 0
                || BinaryPrimitives.ReadUInt32LittleEndian(locator[16..]) > 1)
                return Fail("the zip is split over several disks", out problem);
            if (locatorOffset < End64Length || end64Offset > (ulong)(locatorOffset - End64Length))
                return Fail("the zip's ZIP64 end record lies outside the file", out problem);
            ReadOnlySpan<byte> end64 = bytes.Slice((long)end64Offset, End64Length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end64) != End64Signature)
                return Fail("the zip's ZIP64 locator points to no ZIP64 end record", out problem);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end64[16..]) != 0
                || BinaryPrimitives.ReadUInt32LittleEndian(end64[20..]) != 0)
                return Fail("the zip is split over several disks", out problem);
            ulong countHere64 = BinaryPrimitives.ReadUInt64LittleEndian(end64[24..]);
            ulong count64 = BinaryPrimitives.ReadUInt64LittleEndian(end64[32..]);
            ulong length64 = BinaryPrimitives.ReadUInt64LittleEndian(end64[40..]);
            ulong offset64 = BinaryPrimitives.ReadUInt64LittleEndian(end64[48..]);
            if (countHere64 != count64)
                return Fail("the zip is split over several disks", out problem);
            if (length64 > long.MaxValue || offset64 > long.MaxValue || count64 > long.MaxValue)
                return Fail("the zip's central directory has an absurd size", out problem);
            // Both forms may hold real values; they must agree, or two readers could see two directories.
            if ((count != ushort.MaxValue && count != count64)
                || (length != uint.MaxValue && length != length64)
                || (offset != uint.MaxValue && offset != offset64))
                return Fail("the zip's two end records contradict each other", out problem);
            record = new ZipEndRecord((long)offset64, (long)length64, (long)count64);
            recordsEnd = (long)end64Offset;
        }
        else if (count == ushort.MaxValue || length == uint.MaxValue || offset == uint.MaxValue)
        {
            return Fail("the zip refers to a ZIP64 end record that is missing", out problem);
        }
        else if (disk != 0 || directoryDisk != 0 || countHere != count)
        {
            return Fail("the zip is split over several disks", out problem);
        }

        if (record.DirectoryLength > recordsEnd || record.DirectoryOffset > recordsEnd - record.DirectoryLength)
            return Fail("the zip's central directory lies outside the file", out problem);
        return record;
    }

    private static ZipEndRecord? Fail(string why, out string problem)
    {
        problem = why;
        return null;
    }
}
