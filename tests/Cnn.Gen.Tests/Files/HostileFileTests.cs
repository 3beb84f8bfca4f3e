using System.Buffers.Binary;
using static Cnn.Gen.Tests.SafetensorsFile;

namespace Cnn.Gen.Tests;

public class HostileFileTests
{
    /// <summary>What a refused file may cost beside itself and the model: the exception, its message, a block for reading.</summary>
    private const long Slack = 256 * 1024;

    public static TheoryData<string> BadHeaders => new(
        "", " ", "null", "[]", "{", "{}}", "{}x", "{\"a\":1}", "{\"a\":{}}", "\ud800",
        GoodHeader.Replace("[0,8]", "[0,9]"),
        GoodHeader.Replace("[0,8]", "[8,0]"),
        GoodHeader.Replace("[0,8]", "[-8,0]"),
        GoodHeader.Replace("[0,8]", "[0,8,8]"),
        GoodHeader.Replace("[0,8]", "[0]"),
        GoodHeader.Replace("[0,8]", "[0.5,8.5]"),
        GoodHeader.Replace("[0,8]", "[0,1e400]"),
        GoodHeader.Replace("[0,8]", "[0,\"8\"]"),
        GoodHeader.Replace("[0,8]", "[8,16]"), // overlap
        GoodHeader.Replace("[16,24]", "[20,28]"), // hole
        GoodHeader.Replace("[16,24]", "[9223372036854775799,9223372036854775807]"),
        GoodHeader.Replace("[1,2]", "[4611686018427387904,4611686018427387904]"),
        GoodHeader.Replace("[1,2]", "[4294967296,4294967296,2]"),
        GoodHeader.Replace("[1,2]", "[-1,-2]"),
        GoodHeader.Replace("[1,2]", "[" + string.Join(",", Enumerable.Repeat("1", 5000)) + "]"),
        GoodHeader.Replace("[1,2]", new string('[', 5000) + new string(']', 5000)),
        GoodHeader.Replace("[1,2]", "{}"),
        GoodHeader.Replace("\"dtype\":\"F32\",\"shape\":[1,2]", "\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1,2]"),
        GoodHeader.Replace("\"dtype\":\"F32\",\"shape\":[1,2],", ""),
        GoodHeader.Replace("\"dtype\":\"F32\",\"shape\":[1,2]", "\"dtype\":\"F99\",\"shape\":[1,2]"),
        GoodHeader.Replace("\"dtype\":\"F32\",\"shape\":[1,2]", "\"dtype\":null,\"shape\":[1,2]"),
        GoodHeader.Replace("Flip1.mean", "Flip1.bias"), // twice
        GoodHeader.Replace("Flip1.mean", "Flip1.\\u0062ias"), // twice, written differently
        GoodHeader.Replace("Flip1.mean", "\\ud800"),
        GoodHeader.Replace("{\"Flip1.scale\"", "{\"__metadata__\":{\"cnn.gen.topology\":7},\"Flip1.scale\""),
        GoodHeader.Replace("{\"Flip1.scale\"", "{\"__metadata__\":{\"cnn.gen.topology\":\"\\ud800\"},\"Flip1.scale\""),
        GoodHeader.Replace("{\"Flip1.scale\"", "{\"__metadata__\":{\"cnn.gen.topology\":\"f11b\",\"cnn.gen.topology\":\"f11b\"},\"Flip1.scale\""),
        GoodHeader.Replace("{\"Flip1.scale\"", "{\"__metadata__\":[],\"Flip1.scale\""));

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void ABadHeaderIsRefused(string header) => Assert.True(LoadsOrIsRefused(Raw(header, 24), "a bad header") == false);

    [Fact]
    public void TheGoodHeaderIsNot() => Assert.True(LoadsOrIsRefused(Raw(GoodHeader + "   \n", 24), "the good header"));

    [Theory]
    [InlineData("Flip1.bias")]
    [InlineData("Flip1.\\u0062ias")]
    public void ANameThatStandsTwiceIsRefused(string second)
    {
        byte[] file = Raw(GoodHeader[..^1] + $",\"{second}\":" + """{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}""", 32);
        foreach (bool strict in new[] { true, false })
        {
            var error = Assert.Throws<InvalidDataException>(() => new FlipNet().Parameters.Load(file, new LoadOptions { Strict = strict }));
            Assert.Contains("'Flip1.bias' stands in its header twice", error.Message);
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(90_000_000UL)]
    [InlineData(100_000_001UL)]
    [InlineData(1UL << 31)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void AHeaderThatLiesAboutItsLengthIsRefused(ulong length) =>
        Assert.False(LoadsOrIsRefused(Raw(GoodHeader, 24, length), $"claimed length {length}"));

    [Fact]
    public void EveryCutIsRefused()
    {
        byte[] file = Raw(GoodHeader, 24);
        for (int length = 0; length < file.Length; length++)
            Assert.False(LoadsOrIsRefused(file[..length], $"cut to {length}"));
    }

    [Fact]
    public void ManyTensorsCostNoMoreThanABoundedAmount()
    {
        string many = "{" + string.Join(",", Enumerable.Range(0, 100_000).Select(i => $$"""
            "{{i}}":{"dtype":"F32","shape":[],"data_offsets":[{{4 * i}},{{4 * (i + 1)}}]}
            """)) + "}";
        byte[] file = Raw(many, 400_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => new FlipNet().Parameters.Load(file, new LoadOptions { Strict = false }));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, file.Length + (1 << 20) + Slack);
    }

    [Fact]
    public void AThousandMutatedFilesLoadOrAreRefused()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        using var saved = new MemoryStream();
        new FlipNet(4).Save(saved);
        byte[] good = saved.ToArray();
        int loaded = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] file = Mutate(good, random);
            loaded += LoadsOrIsRefused(file, $"seed {seed}, file {i}: {Convert.ToHexString(file)}") ? 1 : 0;
        }

        Assert.True(loaded is > 0 and < 900, $"seed {seed}: {loaded} of 1000 mutated files loaded");
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        byte[] file = [.. good];
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(good);
        for (int times = random.Next(1, 4); times > 0 && file.Length > 8; times--)
        {
            switch (random.Next(6))
            {
                case 0:
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    Array.Resize(ref file, random.Next(file.Length));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
                    break;
                case 3: // One digit of the header, which is a shape or an offset.
                    int[] digits = [.. Enumerable.Range(8, Math.Min(header, file.Length - 8)).Where(i => char.IsAsciiDigit((char)file[i]))];
                    if (digits.Length > 0)
                        file[digits[random.Next(digits.Length)]] = (byte)('0' + random.Next(10));
                    break;
                case 4: // More digits: huge shapes.
                    int at = random.Next(8, file.Length);
                    file = [.. file[..at], .. "99999999999999"u8[..random.Next(1, 15)], .. file[at..]];
                    break;
                default:
                    int from = random.Next(file.Length), to = random.Next(file.Length);
                    file.AsSpan(from, Math.Min(8, file.Length - Math.Max(from, to))).CopyTo(file.AsSpan(to));
                    break;
            }
        }

        return file;
    }

    /// <summary>
    /// Whether the file loads; fails on any exception but <see cref="InvalidDataException"/>, on parameters that change all the same, and
    /// on memory beyond the file's and the model's. Both from memory and from a stream of unknown length, which must agree.
    /// </summary>
    private static bool LoadsOrIsRefused(byte[] file, string what)
    {
        bool loads = Try(parameters => parameters.Load(file));
        Assert.True(loads == Try(parameters => parameters.Load(new TricklingStream(file))), what);
        Try(parameters => parameters.Load(file, new LoadOptions { Strict = false }));
        return loads;

        bool Try(Action<ParameterSet<float>> load)
        {
            ParameterSet<float> parameters = new FlipNet(1).Parameters;
            float[] values = [.. parameters.Values];
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? error = Record.Exception(() => load(parameters));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < file.Length + Slack, $"{allocated} bytes allocated: {what}");
            Assert.True(error is null or InvalidDataException, $"{error}: {what}");
            Assert.True(error is null || parameters.Values.SequenceEqual(values), $"changed: {what}");
            return error is null;
        }
    }
}
