using Cnn.Gen.Files;

namespace Cnn.Gen.Tests;

public sealed class AtomicSaveTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cnn-gen-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        string path = Path.Combine(_directory.FullName, "net.safetensors");
        new FlipNet(1).Save(path);
        byte[] old = File.ReadAllBytes(path);
        Assert.Throws<FormatException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1000]);
            stream.Flush();
            Assert.Equal(old, File.ReadAllBytes(path)); // The old file is whole while the new one is being written.
            Assert.Equal(2, _directory.GetFiles().Length);
            throw new FormatException();
        }));
        Assert.Equal(old, File.ReadAllBytes(path));
        Assert.Single(_directory.GetFiles());

        new FlipNet(2).Save(path);
        Assert.Equal(new FlipNet(2).Parameters.Values, FlipNet.Load(path).Parameters.Values);
        Assert.Single(_directory.GetFiles());
    }

    [Fact]
    public void ADirectoryThatIsNotThereIsAnIOException()
    {
        string path = Path.Combine(_directory.FullName, "nowhere", "net.safetensors");
        Assert.ThrowsAny<IOException>(() => new FlipNet().Save(path));
        Assert.ThrowsAny<IOException>(() => FlipNet.Load(path));
    }
}
